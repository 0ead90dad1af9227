import CPrograms
import Glibc

/// Another program to run, with its limits. TokenLedger starts programs nowhere else.
///
/// It is named by an absolute path, reads no other standard input than what it is given, and answers on descriptor 3, or on
/// its standard output if it knows no other; what else it writes is discarded. It has a time limit, and is killed when this process ends.
///
///     var program = OtherProgram("/usr/bin/php", ["-r", code])
///     let outcome = try program.run()
package struct OtherProgram {
  /// The user that it runs as, if not the current one.
  package struct Identity: Sendable, Equatable {
    /// The user's number.
    package let user: UInt32
    /// The number of the user's primary group.
    package let group: UInt32
    /// All groups of the user.
    package let groups: [UInt32]

    /// The identity of a user: the groups are those that the system knows, and for a user that it does not know
    /// `group` alone.
    package init(user: UInt32, group: UInt32) {
      self.user = user
      var account = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let size = 16_384
      let texts = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { texts.deallocate() }
      guard getpwuid_r(user, &account, texts, size, &found) == 0, found != nil,
        let name = account.pw_name
      else {
        self.group = group
        groups = [group]
        return
      }
      let own = account.pw_gid
      self.group = own
      var count: Int32 = 256
      var members = [gid_t](repeating: own, count: Int(count))
      groups = getgrouplist(name, own, &members, &count) < 0 ? [own] : Array(members.prefix(Int(count)))
    }
  }

  /// How it ended.
  package enum Outcome: Equatable {
    /// It exited; the output is its answer.
    case exited(Int32, output: [UInt8])
    /// By a signal.
    case killed(signal: Int32)
    /// We killed it, because it took too long.
    case timedOut
    /// We killed it, because it wrote too much.
    case tooLong
  }

  /// Why a program cannot be started.
  package struct StartError: Error {
    /// What the system says.
    package let reason: String
  }

  /// Its absolute path.
  package let path: String
  /// Its arguments. Every user of the machine can see them, so they must not contain secrets.
  package let arguments: [String]
  /// Its environment, as bytes: a value need not be text.
  package var environment = OtherProgram.plainEnvironment
  /// What it reads from its standard input. It is held in memory: no file has it.
  package var input: [UInt8] = []
  /// Whether it answers on its standard output, where others write messages, too.
  package var answersOnStandardOutput = false
  /// The folder it runs in.
  package var folder = "/"
  /// The user that it runs as; nil for the current one.
  package var identity: Identity?
  /// How long it may take, in seconds.
  package var timeLimit = 10.0
  /// How many bytes it may write.
  package var outputLimit = 65_536

  /// The environment of programs that need none.
  package static let plainEnvironment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
    .mapValues { Array($0.utf8) }

  /// A program at an absolute path.
  package init(_ path: String, _ arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// The first executable file with this name in the folders that have absolute paths.
  package static func find(_ name: String, in folders: [String]) -> String? {
    folders.lazy.filter { $0.hasPrefix("/") }.map { $0.hasSuffix("/") ? $0 + name : "\($0)/\(name)" }.first {
      path in
      var information = stat()
      return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        && access(path, X_OK) == 0
    }
  }

  /// Starts it and waits for its end.
  ///
  /// - Throws: `StartError`.
  package func run() throws -> Outcome {
    let input = try inputDescriptor()
    defer { close(input) }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw StartError(reason: String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let (process, problem) = start(input: input, output: ends[1])
    close(ends[1])
    guard problem == 0 else { throw StartError(reason: String(cString: strerror(problem))) }
    return attend(process, output: ends[0])
  }

  /// A descriptor to read the input from.
  private func inputDescriptor() throws -> Int32 {
    let descriptor = input.withUnsafeBytes { programs_input($0.baseAddress, $0.count) }
    guard descriptor >= 0 else { throw StartError(reason: String(cString: strerror(errno))) }
    return descriptor
  }

  private func start(input: Int32, output: Int32) -> (pid_t, problem: Int32) {
    let argumentTexts = ([path] + arguments).map { strdup($0) }
    let environmentTexts = environment.map { name, value in
      strdup((Array("\(name)=".utf8) + value + [0]).map { CChar(bitPattern: $0) })
    }
    defer { (argumentTexts + environmentTexts).forEach { free($0) } }
    var process: pid_t = 0
    let groups = identity?.groups ?? []
    let problem = path.withCString { path in
      folder.withCString { folder in
        (argumentTexts + [nil]).withUnsafeBufferPointer { arguments in
          (environmentTexts + [nil]).withUnsafeBufferPointer { environment in
            groups.withUnsafeBufferPointer { groups in
              var description = program_description()
              description.path = path
              description.arguments = arguments.baseAddress
              description.environment = environment.baseAddress
              description.folder = folder
              description.input = input
              description.output = output
              description.answers_on = answersOnStandardOutput ? STDOUT_FILENO : 3
              description.changes_user = identity == nil ? 0 : 1
              description.user = identity?.user ?? 0
              description.group = identity?.group ?? 0
              description.groups = groups.baseAddress
              description.group_count = groups.count
              return programs_start(&description, &process)
            }
          }
        }
      }
    }
    return (process, problem)
  }

  /// Reads what the program writes until it ends or is killed.
  private func attend(_ process: pid_t, output: Int32) -> Outcome {
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    let deadline = Self.now + timeLimit
    var bytes: [UInt8] = []
    while true {
      // A process that the program has started may keep the pipe open after its end.
      var status: Int32 = 0
      let ended = waitpid(process, &status, WNOHANG)
      let isWithinLimit = read(output, &bytes)
      if ended == process || (ended < 0 && errno != EINTR) {
        kill(-process, SIGKILL)
        guard isWithinLimit else { return .tooLong }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF, output: bytes) : .killed(signal: signal)
      }
      let isInTime = Self.now < deadline
      guard isWithinLimit, isInTime else {
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return isInTime ? .tooLong : .timedOut
      }
      var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, 20) > 0, waiting.revents & Int16(POLLIN) == 0 { usleep(2000) }
    }
  }

  /// Reads the available output; false when it is too much.
  private func read(_ output: Int32, _ bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= outputLimit {
      let count = Glibc.read(output, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return true }
      bytes += buffer[..<count]
    }
    return false
  }

  /// Seconds of a monotonic clock.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
