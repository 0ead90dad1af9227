import Glibc
import MariaDB
import Programs
import Text

/// A wp-config.php that PHP is asked about: its owner wants it carried out, in a process of its own and without
/// WordPress.
struct PHPConfigFile {
  /// The path with links resolved, so that the owner is the file's own.
  private let path: String
  private let owner: stat
  /// Whether the path contains a link that belongs neither to root nor to the file's owner, and so could point
  /// anywhere.
  private let isAnothersLink: Bool
  private let permissions: UInt32
  private let environment: EnvironmentVariables
  /// WordPress's folder, which the file finds as ABSPATH.
  private let folder: String
  private let programFolders: [String]

  /// How long PHP may take, in seconds.
  private static let timeLimit = 10.0

  /// The file at a path, which belongs to the WordPress in `folder`; nil where that is not known.
  ///
  /// - Throws: `Failure`: no such file (66), one that may not be looked at (77).
  init(
    path: String, folder: String?, environment: EnvironmentVariables, programFolders: [String]? = nil
  ) throws {
    // Read the file for the same errors as without PHP, for example for one that is too large.
    let file = try InputFile(
      path: path, advice: "Give the file with --wp-config, or the WordPress folder with --wp-path.")
    self.path = resolvedPath(path)
    permissions = file.permissions
    var information = stat()
    stat(self.path, &information)
    owner = information
    var named = stat()
    let isLink = lstat(path, &named) == 0 && named.st_mode & S_IFMT == S_IFLNK
    isAnothersLink = isLink && named.st_uid != 0 && named.st_uid != owner.st_uid
    let folder = folder ?? parentFolder(of: self.path) ?? "/"
    self.folder = folder.hasSuffix("/") ? folder : folder + "/"
    self.environment = environment
    self.programFolders =
      programFolders ?? (environment["PATH"] ?? "").split(separator: ":").map(String.init)
      + ["/usr/local/bin", "/usr/bin", "/bin"]
  }

  /// How to reach the site's database. `needed` lists the settings that the command line does not give.
  ///
  /// - Throws: `Failure`: no PHP (69), it takes too long (75), the file may not be run (77), or a setting is missing
  ///   (78).
  func source(needed: [WPConfigScript.Setting]) throws -> SiteSource {
    let settings = try ask()
    let missing = needed.filter { settings[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      throw Failure(
        .configuration, "\(printable(path)) does not set \(enumeration(missing)) when PHP runs it",
        advice:
          "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      )
    }
    func text(_ setting: WPConfigScript.Setting) throws -> String? {
      guard let value = settings[setting] else { return nil }
      guard let bytes = value, let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw Failure(
          .configuration, "\(setting.rawValue) in \(printable(path)) is not valid UTF-8 text",
          advice: "Give the connection with --site - or --defaults-file.")
      }
      return text
    }
    let name = "DB_HOST in \(printable(path))"
    guard let tls = try TLSOptions(clientFlags: text(.clientFlags) ?? "0") else {
      throw Failure(
        .configuration, "MYSQL_CLIENT_FLAGS in \(printable(path)) is not a number",
        advice: "Write it as constants such as MYSQLI_CLIENT_SSL, joined by |.")
    }
    let password = settings[.password] ?? []
    guard let password, !password.contains(0) else {
      throw Failure(
        .configuration, "DB_PASSWORD in \(printable(path)) is no text, or holds a NUL byte",
        advice: "Give the connection with --site - or --defaults-file.")
    }
    return SiteSource(
      endpoint: try DatabaseHost(text(.host) ?? "", name: name).endpoint(name: name),
      user: try text(.user) ?? "",
      password: password, database: needed.contains(.name) ? try text(.name) : nil,
      prefix: needed.contains(.tablePrefix) ? try text(.tablePrefix) : nil, charset: try text(.charset),
      userTable: settings[.userTable].map { $0 ?? [] },
      tls: tls,
      origin: printable(path),
      names: SiteSource.Names(
        database: "DB_NAME in \(printable(path))", prefix: "$table_prefix in \(printable(path))"),
      configFile: ConfigFile(path: path, permissions: permissions))
  }

  private func ask() throws -> [WPConfigScript.Setting: [UInt8]?] {
    guard let php = OtherProgram.find("php", in: programFolders) else {
      throw unavailable(
        "PHP was requested, but there is no program php in \(programFolders.map(printable).joined(separator: ":"))"
      )
    }
    let isGuarded = geteuid() == 0 && owner.st_uid == 0
    var program = OtherProgram(
      php,
      PHPConfigFile.options + ["-r", PHPQuestion.code, "--", path, folder]
        + (isGuarded ? [PHPQuestion.guarded] : []))
    program.identity = try identity()
    program.environment = variables
    program.folder = parentFolder(of: path) ?? "/"
    program.timeLimit = PHPConfigFile.timeLimit
    let outcome: OtherProgram.Outcome
    do {
      outcome = try program.run()
    } catch let error as OtherProgram.StartError {
      throw unavailable("\(printable(php)) cannot be started: \(error.reason)")
    }
    switch outcome {
    case .timedOut:
      throw Failure(
        .tryAgain,
        "PHP did not finish \(printable(path)) within \(Int(PHPConfigFile.timeLimit)) s",
        advice: "See what the file waits for, or give the connection with --site - or --defaults-file.")
    case .tooLong: throw unavailable("\(printable(php)) sent too long an answer")
    case .killed(let signal): throw unavailable("\(printable(php)) was ended by signal \(signal)")
    case .exited(let code, let output):
      guard let answer = PHPAnswer(output) else {
        throw unavailable("\(printable(php)) gave no answer (exit code \(code))")
      }
      return try settings(answer)
    }
  }

  private func settings(_ answer: PHPAnswer) throws -> [WPConfigScript.Setting: [UInt8]?] {
    switch answer {
    case .settings(let settings): return settings
    case .fatal(let line, let file):
      throw Failure(
        .configuration, "\(printable(file)), line \(line): PHP stops here with an error",
        advice: "Run it to see which: php \(printable(path))")
    case .writable(let file, let place): throw writable(file, place)
    case .exit:
      throw Failure(
        .configuration, "\(printable(path)) ends PHP before it comes to WordPress",
        advice:
          "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      )
    case .loadsWordPress:
      throw Failure(
        .configuration,
        "\(printable(path)) loads a part of WordPress before wp-settings.php, and WordPress is not run",
        advice: "Give the connection with --site - or --defaults-file.")
    }
  }

  /// Options of PHP: show and log no errors, and run or cache no code but the file's.
  private static let options = [
    "-d", "display_errors=0", "-d", "log_errors=0", "-d", "auto_prepend_file=", "-d", "auto_append_file=",
    "-d", "opcache.enable_cli=0", "-d", "memory_limit=128M",
  ]

  /// The variables of this process, since a wp-config.php may take its values from them, without our own, those of the
  /// login session, and those that make PHP load other libraries or settings.
  private var variables: [String: [UInt8]] {
    let prefixes = ["TOKENLEDGER_", "LD_", "SSH_", "SUDO_"]
    let names: Set = ["PHPRC", "PHP_INI_SCAN_DIR", "MYSQL_PWD"]
    let passed = environment.all.filter { variable in
      !names.contains(variable.key) && !prefixes.contains { variable.key.hasPrefix($0) }
    }
    return OtherProgram.plainEnvironment.merging(passed) { $1 }
  }

  /// Root becomes the file's owner. Root's own files it runs as itself, where PHP finds that nobody else may have written
  /// them or what they include.
  private func identity() throws -> OtherProgram.Identity? {
    guard geteuid() == 0 else { return nil }
    guard !isAnothersLink else {
      throw Failure(
        .permission,
        "\(printable(path)) is reached through a link of a user who is not its owner: PHP does not run it for root",
        advice: "Name the file itself, or have the link made by the file's owner.")
    }
    return owner.st_uid == 0 ? nil : OtherProgram.Identity(user: owner.st_uid, group: owner.st_gid)
  }

  private func writable(_ file: String, _ place: String) -> Failure {
    let what =
      file == path
      ? "\(printable(path)) belongs to root, but" : "\(printable(path)) includes \(printable(file)), and"
    return Failure(
      .permission,
      "\(what) other users may write \(place == file ? "it" : printable(place)): PHP does not run it as root",
      advice:
        "Make the user that the site runs as its owner, or take write access from other users (chmod go-w)."
    )
  }

  private func unavailable(_ message: String) -> Failure {
    Failure(
      .unavailable, message,
      advice: "Install PHP's command line (php-cli), or give the connection with --site - or --defaults-file."
    )
  }
}
