import Glibc

/// A file that appears whole or not at all: written beside its target, mode 0600, and renamed over it.
struct OutputFile {
  /// The target.
  let path: String

  /// The place that `--output` names: a file, or a folder in which the file gets its usual name.
  init(output: String, defaultName: String) {
    if Self.isFolder(output) || output.hasSuffix("/") {
      path = output + (output.hasSuffix("/") ? "" : "/") + defaultName
    } else {
      path = output
    }
  }

  /// Writes the file with what `body` writes.
  func write(_ body: (inout ByteSink) throws -> Void) throws {
    if isDevice { return try writeDirectly(body) }
    let (temporary, descriptor) = try makeTemporary()
    do {
      var sink = ByteSink(descriptor: descriptor, name: path)
      try body(&sink)
      try sink.flush()
      // On the disk before it has the name: after a crash there is the old file or the new one, whole.
      if fsync(descriptor) != 0 { throw failure(.inputOutput, "cannot be written") }
      if rename(temporary, path) != 0 { throw cannotCreate() }
      close(descriptor)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
  }

  /// A new file beside the target, under a name that nobody else has.
  private func makeTemporary() throws -> (path: String, descriptor: Int32) {
    var template = Array("\(path).XXXXXX".utf8CString)
    // Mode 0600, as the C library makes it.
    let descriptor = mkstemp(&template)
    if descriptor < 0 { throw cannotCreate() }
    return (String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self), descriptor)
  }

  private func writeDirectly(_ body: (inout ByteSink) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { throw cannotCreate() }
    defer { close(descriptor) }
    var sink = ByteSink(descriptor: descriptor, name: path)
    try body(&sink)
    try sink.flush()
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

  private func failure(_ code: Failure.Code, _ what: String) -> Failure {
    Failure(
      code, "the output file \(path) \(what): \(String(cString: strerror(errno)))",
      advice: "Name a folder that exists and may be written to with --output, or '-' for standard output.")
  }
}
