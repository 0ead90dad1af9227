import Application
import FoundationEssentials
import Glibc
import Ledger
import Output
import Reports
import Sites
import Text

/// The daily files: for each site a folder with a "Download Token Usage Data" file a day.
///
/// What is there says what is to be done: a file that was missed is simply not there.
public struct DailyFiles: Sendable {
  /// A site's file of one day.
  struct File: Equatable {
    let folder: String
    let day: Day

    var path: String { "\(folder)/\(DailyExport.fileName(of: day))" }
  }

  /// Where the sites' folders are.
  public let folder: String
  /// When a day's file is due, by the site's clock.
  public let time: DailyTime
  /// How many files of a site are kept, from 1.
  public let kept: Int
  private let save: @Sendable (_ bytes: [UInt8], _ path: String) throws -> Void

  /// Daily files in a folder, which is made if need be and must be one that can be written to.
  ///
  /// - Throws: `Failure` (73).
  package init(folder: String, time: DailyTime, kept: Int) throws {
    if mkdir(folder, 0o700) != 0 && errno != EEXIST || access(folder, W_OK | X_OK) != 0 {
      throw Failure(
        .cannotCreate, "no files can be made in the folder \(folder): \(String(cString: strerror(errno)))",
        advice: "Name a folder that this user may write to with --export-dir.")
    }
    self.init(folder: folder, time: time, kept: kept) { bytes, path in
      try OutputFile(output: path, defaultName: "").write { try $0.write(bytes) }
    }
  }

  /// Daily files in a folder; `save` writes a file, whole or not at all.
  init(
    folder: String, time: DailyTime, kept: Int,
    save: @escaping @Sendable (_ bytes: [UInt8], _ path: String) throws -> Void
  ) {
    self.folder = folder
    self.time = time
    self.kept = kept
    self.save = save
  }

  /// The file of the last day whose time has come by an instant; nil when it is there.
  func due(_ site: String, at instant: UTCTime, in zone: SiteTimeZone) -> File? {
    let file = File(folder: "\(folder)/\(FileName.safe(site))", day: time.lastDay(at: instant, in: zone))
    return FileManager.default.fileExists(atPath: file.path) ? nil : file
  }

  /// In how many seconds the next file is due; always more than none.
  func secondsToNext(at instant: UTCTime, in zone: SiteTimeZone) -> Int {
    time.instant(on: time.lastDay(at: instant, in: zone).adding(days: 1), in: zone).seconds(since: instant)
  }

  /// Writes a file and takes away those that are too old.
  func write(_ export: DailyExport, to file: File) throws {
    try FileManager.default.createDirectory(
      atPath: file.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try save(CSVWriter().write(Sheet(export)), file.path)
    for day in try days(in: file.folder).dropLast(kept) {
      // Not whatever bears the name: a folder stays.
      unlink(File(folder: file.folder, day: day).path)
    }
  }

  /// The days whose files are in a folder, ascending. Nothing else that lies there is ours.
  private func days(in folder: String) throws -> [Day] {
    try FileManager.default.contentsOfDirectory(atPath: folder).compactMap(DailyExport.day(ofFileName:))
      .sorted()
  }
}
