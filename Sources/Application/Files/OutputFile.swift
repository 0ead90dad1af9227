import Glibc
import Text

/// A file that appears whole or not at all: written without a name, mode 0600, and put into its target's place at
/// the end. A run that is killed leaves nothing.
package struct OutputFile {
  /// The target.
  package let path: String
  /// The option that names it; nil where an argument does.
  private let option: String?

  /// The place that `--output` or an argument names: a file, or a folder in which the file gets its usual name.
  package init(output: String, defaultName: String, option: String? = "--output") {
    self.option = option
    if Self.isFolder(output) || output.hasSuffix("/") {
      path = output + (output.hasSuffix("/") ? "" : "/") + defaultName
    } else {
      path = output
    }
  }

  /// Whether the target is a file that has, or may have, more than one line.
  var hasRows: Bool {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return information.st_size > 0 }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isBelowHeader = false
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return false }
      if count < 0 { return true }
      for byte in buffer[..<count] {
        if isBelowHeader { return true }
        isBelowHeader = byte == UInt8(ascii: "\n")
      }
    }
  }

  /// Writes the file with what `body` writes.
  ///
  /// - Returns: What `body` returns.
  package func write<Result>(_ body: (inout ByteSink) throws -> Result) throws -> Result {
    if isDevice { return try writeDirectly(body) }
    var file = try nameless() ?? named()
    defer { close(file.descriptor) }
    do {
      var sink = ByteSink(descriptor: file.descriptor, name: path, option: option, isWaitedFor: true)
      let result = try body(&sink)
      try sink.flush()
      // On the disk before it has the name: after a crash there is the old file or the new one, whole.
      if fsync(file.descriptor) != 0 { throw failure(.inputOutput, "cannot be written") }
      let name = try file.name ?? link(file.descriptor)
      file.name = name
      if rename(name, path) != 0 { throw cannotCreate() }
      return result
    } catch {
      if let name = file.name { unlink(name) }
      throw error
    }
  }

  /// O_TMPFILE, which Swift does not see.
  private static let noName = 0o20_000_000 | O_DIRECTORY

  /// A file that is being written, and its name beside the target, if it has one by now.
  private typealias Temporary = (descriptor: Int32, name: String?)

  /// A new file in the target's folder that has no name, so that the kernel takes it away with the process; nil
  /// where the file system knows no such files, or /proc is not there to name it in the end.
  private func nameless() -> Temporary? {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, Self.noName | O_WRONLY | O_CLOEXEC, 0o600)
    if descriptor < 0 { return nil }
    // Independent of the umask.
    fchmod(descriptor, 0o600)
    if access(Self.handle(descriptor), F_OK) == 0 { return (descriptor, nil) }
    close(descriptor)
    return nil
  }

  /// A new file beside the target, under a name that nobody else has.
  private func named() throws -> Temporary {
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    if descriptor < 0 { throw cannotCreate() }
    fchmod(descriptor, 0o600)
    return (descriptor, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Gives a nameless file a name beside the target; it cannot take the place of a file directly.
  private func link(_ descriptor: Int32) throws -> String {
    while true {
      let name = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36))"
      if linkat(AT_FDCWD, Self.handle(descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return name }
      if errno != EEXIST { throw cannotCreate() }
    }
  }

  private static func handle(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private func writeDirectly<Result>(_ body: (inout ByteSink) throws -> Result) throws -> Result {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { throw cannotCreate() }
    defer { close(descriptor) }
    var sink = ByteSink(descriptor: descriptor, name: path, option: option)
    let result = try body(&sink)
    try sink.flush()
    return result
  }

  private var isDevice: Bool {
    var information = stat()
    guard stat(path, &information) == 0 else { return false }
    let type = information.st_mode & S_IFMT
    return type == S_IFCHR || type == S_IFIFO
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  private func cannotCreate() -> Failure {
    failure(.cannotCreate, "cannot be made")
  }

  private func failure(_ code: Failure.Kind, _ what: String) -> Failure {
    Failure(
      code, "the output file \(path) \(what): \(String(cString: strerror(errno)))",
      advice:
        "Name a folder that exists and may be written to\(ByteSink.how(option)), or '-' for standard output.")
  }
}
