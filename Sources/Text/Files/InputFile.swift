import Glibc

/// A configuration file that was read whole.
package struct InputFile {
  /// What to do about a missing file where nothing better can be said.
  package static let defaultAdvice = "Check that the file is there."
  /// The largest file that is taken for a configuration file.
  package static let sizeLimit = 1 << 20

  /// Where it lies, as an absolute path.
  package let path: String
  /// Its bytes.
  package let bytes: [UInt8]
  /// Its permission bits, such as 0o640.
  package let permissions: UInt32

  /// Reads a file of at most a megabyte.
  ///
  /// - Parameters:
  ///   - path: Where it lies.
  ///   - isNamed: Whether it was named, not found in a site's folder. Then a pipe is read too, so that a shell can hand
  ///     over a secret that is on no disk; elsewhere it could keep whoever reads it waiting for ever.
  ///   - advice: What to do when it is missing or is no file.
  /// - Throws: `Failure`: no such file (66), not permitted (77), a folder or, where it was found, anything else
  ///   but a file (66), too large (78), a read that fails (74).
  package init(path: String, isNamed: Bool = false, advice: String = InputFile.defaultAdvice) throws {
    let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY
    // To open a pipe is to wait for its writer.
    let descriptor = open(path, isNamed ? flags : flags | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputFile.failure(errno, path: path, advice: advice) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw InputFile.failure(errno, path: path, advice: advice)
    }
    guard information.st_mode & S_IFMT != S_IFDIR else {
      throw Failure(.noInput, "\(printable(path)) is a folder, not a file", advice: advice)
    }
    guard isNamed || information.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.noInput, "\(printable(path)) is a pipe or a device, not a file", advice: advice)
    }
    self.path = path
    self.permissions = information.st_mode & 0o7777
    self.bytes = try InputFile.read(descriptor, path: path)
  }

  /// Whether something is at a path; a path that may not be looked at is an error.
  ///
  /// - Throws: `Failure`: not permitted (77), or another failure (74).
  package static func exists(_ path: String) throws -> Bool {
    try status(of: path) != nil
  }

  /// Whether a path leads to a folder; nil when nothing is there.
  package static func isFolder(_ path: String) throws -> Bool? {
    try status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR }
  }

  /// Whether a path leads to a regular file.
  package static func isFile(_ path: String) throws -> Bool {
    try status(of: path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
  }

  private static func status(of path: String) throws -> stat? {
    var information = stat()
    if stat(path, &information) == 0 { return information }
    let code = errno
    if code == ENOENT || code == ENOTDIR { return nil }
    throw failure(code, path: path, advice: defaultAdvice)
  }

  private static func read(_ descriptor: Int32, path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(errno, path: path, advice: defaultAdvice) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= sizeLimit else {
        throw Failure(
          .configuration, "\(printable(path)) is larger than 1 MB, too large for a configuration file",
          advice: "Give the file that holds the settings.")
      }
    }
  }

  private static func failure(_ code: Int32, path: String, advice: String) -> Failure {
    let name = printable(path)
    switch code {
    case ENOENT, ENOTDIR:
      return Failure(.noInput, "\(name) does not exist", advice: advice)
    case EACCES, EPERM:
      return Failure(
        .permission, "\(name) may not be read by this user",
        advice: "Run as the user that the site runs as, or give this user read permission.")
    default:
      return Failure(
        .inputOutput, "\(name) could not be read: \(String(cString: strerror(code)))",
        advice: "Check the file and the disk it is on.")
    }
  }
}
