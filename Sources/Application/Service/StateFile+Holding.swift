import FoundationEssentials
import Glibc
import Sites

extension StateFile {
  /// What a worker holds as long as it runs, so that another that starts can be told of it.
  package final class Hold: Sendable {
    private let descriptor: CInt

    fileprivate init(_ descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }
  }

  /// A lock lies beside the file, which is replaced again and again.
  private var lock: String { path.hasSuffix(".json") ? path.dropLast(5) + ".lock" : path + ".lock" }

  /// Says that this process is the worker that writes the file. The system takes it back when the process ends.
  ///
  /// - Returns: What it is said with; nil when another process says so, or nothing can be written there.
  package func hold() -> Hold? {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return Hold(descriptor)
  }

  /// Whether a worker that runs holds the file.
  private var isHeld: Bool {
    let descriptor = open(lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// What to say of other workers that run on this machine, one sentence each: those that keep some of the same sites, and
  /// one that leaves its state in the same file.
  ///
  /// Nobody is refused: a ledger is whole whoever syncs it, and at a restart the new worker may be there before the old one
  /// has gone.
  public static func otherWorkers(
    beside listing: SiteListing, environment: EnvironmentVariables
  ) -> [String] {
    let own = StateFile(environment: environment)
    return candidates(environment).compactMap { file in
      guard file.isHeld else { return nil }
      let state = file.state
      let names = Set(state?.sites.map(\.name) ?? [])
      let shared = listing.sites.count { names.contains($0.name) }
      let isSame = file.path == own?.path
      guard shared > 0 || isSame else { return nil }
      let worker = "another worker is running" + (state.map { " (process \($0.pid))" } ?? "")
      let sites =
        shared == 0
        ? nil
        : "it keeps \(shared == listing.sites.count ? "these sites" : "\(shared) of these sites") too: nothing is counted "
          + "twice, but each is synced twice as often"
      let place =
        isSame ? "both write \(file.path), so that status shows what either knows" : nil
      return "\(worker): " + [sites, place].compactMap(\.self).joined(separator: "; ")
    }
  }
}
