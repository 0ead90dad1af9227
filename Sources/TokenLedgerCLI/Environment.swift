import Glibc
import Sites
import Text

/// What the process was given by whoever started it.
enum Environment {
  /// The environment variables, as they were when they were first asked for.
  static let variables: EnvironmentVariables = {
    var variables: [(name: String, bytes: [UInt8])] = []
    var entry = environ
    while let text = entry.pointee {
      let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
      if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(decoding: bytes[..<equals], as: UTF8.self)
        variables.append((name, Array(bytes[(equals + 1)...])))
      }
      entry += 1
    }
    return EnvironmentVariables(variables)
  }()

  /// Makes sure that the command line is known. Swift finds it through /proc, and takes it for empty where there is
  /// none, as in some chroots: then a sync would show the help and end well.
  ///
  /// - Throws: `Failure` (78).
  static func checkArguments() throws {
    guard CommandLine.arguments.isEmpty else { return }
    throw Failure(
      .configuration, "/proc is not mounted, and without it the command line cannot be read",
      advice: "Mount it where the program runs, in a chroot too: mount -t proc proc /proc")
  }

  /// Opens closed standard descriptors, so that no file or connection gets one of their numbers: standard output could
  /// otherwise be written to the database connection. They are opened so that reading and writing still fail.
  static func openStandardDescriptors() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    where fcntl(descriptor, F_GETFD) < 0 {
      // open() uses the lowest free number. Without /dev/null, a folder serves.
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
  }

  /// Keeps a crash from writing the password, and what was read from the database, to a core file.
  static func forbidCoreFiles() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  /// Makes a write past the file size limit fail with an error, as on a full disk, instead of a signal that silently
  /// ends the process.
  static func ignoreFileSizeSignal() {
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The current folder; "." when it cannot be told.
  static var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// Standard input, to its end or to one mebibyte.
  static func readStandardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= 1 << 20 {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(
          .inputOutput, "standard input cannot be read: \(String(cString: strerror(errno)))",
          advice: "Give the site as a JSON object on standard input.")
      }
      bytes += buffer[..<count]
    }
    throw Failure(
      .configuration, "standard input holds more than one mebibyte",
      advice: "Give the site as one JSON object on standard input.")
  }
}
