import Glibc
import MariaDB
import TestSupport
import Testing
import Text

@testable import Sites

@Suite("wp-config.php run by PHP")
struct PHPConfigFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/wp-config.php" }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "wp-settings.php",
      "<?php define( 'WPINC', 'wp-includes' ); touch( ABSPATH . 'loaded' ); require ABSPATH . 'x';")
    try folder.write("wp-includes/version.php", "<?php touch( ABSPATH . 'loaded' );")
  }

  private func site(
    _ text: String, request: SiteRequest? = nil, environment: [String: String] = [:]
  ) throws -> Site {
    try folder.write("wp-config.php", text)
    return try SiteFinder(in: folder.path, environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
      .find(request ?? SiteRequest(wpPath: ".", wpConfigBy: .php))
  }

  private func source(_ text: String, programs: [String]) throws -> SiteSource {
    let path = try folder.write("wp-config.php", text)
    return try PHPConfigFile(path: path, folder: nil, environment: [:], programFolders: programs).source(
      needed: [.name])
  }

  private var isWordPressLoaded: Bool { access(folder.path + "/loaded", F_OK) == 0 }

  private static let odd = """
    <?php
    namespace Shop;
    echo 'noise', $undefined; trigger_error('a warning'); fwrite(STDOUT, "tokenledger 1\\nend\\n");
    $credentials = ['NAME' => 'shop', 'USER' => 'u' . 1, 'PASSWORD' => "p\\xE9w", 'HOST' => 'db:' . 3307];
    foreach ($credentials as $key => $value) { \\define('DB_' . $key, $value); }
    require __DIR__ . '/more.php';
    define('MYSQL_CLIENT_FLAGS', MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_COMPRESS);
    $GLOBALS['table_prefix'] = \\strtolower('SHOP_');
    if (!\\defined('ABSPATH')) { \\define('ABSPATH', '/elsewhere/'); }
    require_once ABSPATH . 'wp-settings.php';
    touch(ABSPATH . 'loaded');
    """

  @Test("Whatever the file does, PHP's constants and prefix are used, and WordPress is not loaded")
  func values() throws {
    try folder.write("more.php", "<?php define('DB_CHARSET', 'latin1'); const CUSTOM_USER_TABLE = 'people';")
    let site = try site(Self.odd)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db", port: 3307), user: "u1",
          password: Secret(bytes: [UInt8(ascii: "p"), 0xE9, UInt8(ascii: "w")]), database: "shop",
          tls: TLSOptions(mode: .required)))
    #expect(site.prefix == "shop_")
    #expect(site.charset == LegacyCharset("latin1"))
    #expect(site.userTable == UserTable("people"))
    #expect(site.configFile == ConfigFile(path: path, permissions: 0o600))
    #expect(!isWordPressLoaded)
  }

  private static let plain =
    "define('DB_NAME', 'd'); define('DB_USER', 'u'); define('DB_PASSWORD', ''); "
    + "define('DB_HOST', ''); $table_prefix = 'wp_';"

  @Test(
    "WordPress is recognized however it is included",
    arguments: [
      "require ABSPATH . 'wp-settings.php';", "include __DIR__ . '/wp-settings.php';",
      "require 'wp-settings.php';",
      "require __DIR__ . '/./wp-settings.php';",
      "(function () { global $table_prefix; require 'wp-settings.php'; })();",
      "file_put_contents(__DIR__ . '/inner.php', '<?php require ABSPATH . \"wp-settings.php\";'); require 'inner.php';",
      "symlink(__DIR__ . '/wp-settings.php', __DIR__ . '/link.php');", "",
    ])
  func includes(_ code: String) throws {
    #expect(try site("<?php \(Self.plain) \(code)").connection.database == "d")
    #expect(!isWordPressLoaded)
  }

  @Test("A file named wp-settings.php that is not WordPress's is included like any other")
  func otherSettings() throws {
    try folder.write("other/wp-settings.php", "<?php $table_prefix = 'other_';")
    let text = "<?php \(Self.plain) require 'other/wp-settings.php'; require ABSPATH . 'wp-settings.php';"
    #expect(try site(text).prefix == "other_")
    #expect(!isWordPressLoaded)
  }

  @Test("A file that loads a part of WordPress is refused, and the part is not run")
  func part() {
    #expect(
      failure { try site("<?php require ABSPATH . 'wp-includes/version.php'; \(Self.plain)") }
        == Failure(
          .configuration,
          "\(path) loads a part of WordPress before wp-settings.php, and WordPress is not run",
          advice: "Give the connection with --site - or --defaults-file."))
    #expect(!isWordPressLoaded)
  }

  @Test("The file gets the variables of the process, except our own")
  func environment() throws {
    let text = """
      <?php \(Self.plain) $table_prefix = getenv('PREFIX') . (getenv('TOKENLEDGER_DB_PASSWORD') ?: 'none') . '_';
      """
    let variables = [
      "PREFIX": "env_", "TOKENLEDGER_DB_PASSWORD": "secret", "LD_PRELOAD": "/nonexistent.so",
      "TOKENLEDGER_WP_CONFIG_BY": "php",
    ]
    #expect(try site(text, request: SiteRequest(wpPath: "."), environment: variables).prefix == "env_none_")
    #expect(
      failure {
        try site(text, request: SiteRequest(wpPath: "."), environment: ["TOKENLEDGER_WP_CONFIG_BY": "perl"])
      }
        == Failure(
          .configuration, "TOKENLEDGER_WP_CONFIG_BY is not php", advice: "Set it to php, or do not set it."))
  }

  @Test("The file gets no standard input, and no process that it starts delays the answer")
  func descriptors() throws {
    let text = """
      <?php \(Self.plain) $table_prefix = 'wp_' . strlen(stream_get_contents(STDIN)) . '_';
      proc_open('sleep 600', [], $pipes);
      """
    // One that was waited for would outlast the time that PHP is given, which is an error.
    #expect(try site(text).prefix == "wp_0_")
  }

  @Test("Errors in the file are reported in one line without its content")
  func faults() throws {
    let faults = [
      (
        "<?php\n\nexplode_('secret');", "\(path), line 3: PHP stops here with an error",
        "Run it to see which: php \(path)"
      ),
      ("<?php\n$x = ;", "\(path), line 2: PHP stops here with an error", "Run it to see which: php \(path)"),
      (
        "<?php\nthrow new Exception('secret');", "\(path), line 2: PHP stops here with an error",
        "Run it to see which: php \(path)"
      ),
      (
        "<?php exit('secret');", "\(path) ends PHP before it comes to WordPress",
        "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      ),
      (
        "<?php define('DB_NAME', 'secret');",
        "\(path) does not set DB_USER, DB_PASSWORD, DB_HOST and $table_prefix when PHP runs it",
        "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file."
      ),
      (
        "<?php define('DB_NAME', ['secret']); define('DB_USER', ''); define('DB_PASSWORD', ''); define('DB_HOST', ''); $table_prefix = '';",
        "DB_NAME in \(path) is not valid UTF-8 text", "Give the connection with --site - or --defaults-file."
      ),
    ]
    for (text, message, advice) in faults {
      #expect(failure { try site(text) } == Failure(.configuration, message, advice: advice))
    }
  }

  @Test("Without PHP, or when it fails or never ends, there is no value")
  func programs() throws {
    let programs = Folder(path: folder.path)
    #expect(
      failure { try source("<?php", programs: ["relative", folder.path]) }
        == Failure(
          .unavailable, "PHP was requested, but there is no program php in relative:\(folder.path)",
          advice:
            "Install PHP's command line (php-cli), or give the connection with --site - or --defaults-file."))
    try programs.writeProgram("php", "#!/bin/sh\nexit 3")
    #expect(
      failure { try source("<?php", programs: [folder.path]) }?.message
        == "\(folder.path)/php gave no answer (exit code 3)")
    try programs.writeProgram("php", "#!/bin/sh\nkill -9 $$")
    #expect(
      failure { try source("<?php", programs: [folder.path]) }?.message
        == "\(folder.path)/php was ended by signal 9")
    try programs.writeProgram("php", "#!/bin/sh\nexec yes >&3")
    #expect(
      failure { try source("<?php", programs: [folder.path]) }?.message
        == "\(folder.path)/php sent too long an answer")
    try programs.writeProgram("php", "no program at all")
    #expect(failure { try source("<?php", programs: [folder.path]) }?.kind == .unavailable)
    #expect(
      failure { try site("<?php while (true);") }
        == Failure(
          .tryAgain, "PHP did not finish \(path) within 10 s",
          advice: "See what the file waits for, or give the connection with --site - or --defaults-file."))
  }

  private static let needsRoot: Comment =
    "PHP is started as another user, which only root can do: run this test as root"

  @Test("Started by root, PHP runs as the file's owner, with the owner's groups, and cannot regain root")
  func owner() throws {
    try #require(geteuid() == 0, Self.needsRoot)
    let text = """
      <?php \(Self.plain)
      $ids = preg_replace('~.*\\nUid:\\s(\\d+)\\s(\\d+)\\s(\\d+).*\\nGid:\\s(\\d+).*\\nGroups:\\s*([\\d ]*?) *\\n.*~s',
        '$1_$2_$3_$4_$5', file_get_contents('/proc/self/status'));
      $table_prefix = 'u' . str_replace(' ', 'x', $ids) . '_' . (int) @posix_setuid(0) . '_';
      """
    try folder.write("wp-config.php", text)
    chown(path, 33, 33)
    #expect(
      try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php)).prefix
        == "u33_33_33_33_33_0_")
    chown(path, 0, 0)
    #expect(
      try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php)).prefix.hasPrefix(
        "u0_0_0_"))
  }

  @Test("A file of root's that others may write is not run as root")
  func writable() throws {
    try #require(geteuid() == 0, Self.needsRoot)
    let advice =
      "Make the user that the site runs as its owner, or take write access from other users (chmod go-w)."
    try folder.write("wp-config.php", "<?php touch(__DIR__ . '/ran'); \(Self.plain)")
    func refusal() -> Failure? {
      failure { try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php)) }
    }
    for mode in [0o620, 0o602] as [mode_t] {
      chmod(path, mode)
      #expect(
        refusal()
          == Failure(
            .permission, "\(path) belongs to root, but other users may write it: PHP does not run it as root",
            advice: advice))
    }
    chmod(path, 0o600)
    chmod(folder.path, 0o777)
    let message =
      "\(path) belongs to root, but other users may write \(folder.path): PHP does not run it as root"
    #expect(refusal() == Failure(.permission, message, advice: advice))
    chmod(folder.path, 0o755)
    chown(folder.path, 33, 33)
    #expect(refusal() == Failure(.permission, message, advice: advice))
    #expect(access(folder.path + "/ran", F_OK) != 0)
    chown(folder.path, 0, 0)
    #expect(refusal() == nil)
  }

  @Test("For root no file runs that somebody else may write, whatever includes it")
  func writableInclude() throws {
    try #require(geteuid() == 0, Self.needsRoot)
    let more = folder.path + "/more/settings.php"
    try folder.write("wp-config.php", "<?php require __DIR__ . '/first.php'; \(Self.plain)")
    try folder.write("first.php", "<?php include_once 'more/./settings.php';")
    try folder.write(
      "more/settings.php", "<?php touch('\(folder.path)/ran'); define('DB_CHARSET', 'latin1');")
    func refusal() -> Failure? {
      failure { try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php)) }
    }
    func expectRefusal(of place: String, _ comment: Comment) {
      let error = refusal()
      #expect(error?.kind == .permission, comment)
      #expect(error?.message.hasPrefix("\(path) includes ") == true, comment)
      #expect(
        error?.message.hasSuffix(
          "settings.php, and other users may write \(place): PHP does not run it as root") == true, comment)
      #expect(access(folder.path + "/ran", F_OK) != 0, comment)
    }
    chown(more, 33, 33)
    expectRefusal(of: "it", "another's file")
    chown(more, 0, 0)
    chmod(more, 0o646)
    expectRefusal(of: "it", "a file for everybody")
    chmod(more, 0o600)
    chmod(folder.path + "/more", 0o775)
    expectRefusal(of: folder.path + "/more", "a folder for a group")
    chmod(folder.path + "/more", 0o755)
    #expect(refusal() == nil)
    #expect(access(folder.path + "/ran", F_OK) == 0)
    unlink(folder.path + "/ran")

    // PHP follows links before it opens a file, but for one that is named by a URL.
    rename(more, folder.path + "/theirs.php")
    symlink("../theirs.php", more)
    chown(folder.path + "/theirs.php", 33, 33)
    #expect(
      refusal()?.message.contains("includes \(folder.path)/theirs.php, and other users may write it") == true)
    try folder.write("first.php", "<?php include 'file://' . __DIR__ . '/more/settings.php';")
    expectRefusal(of: folder.path + "/more/../theirs.php", "root's link to another's file")
    chown(folder.path + "/theirs.php", 0, 0)
    lchown(more, 33, 33)
    expectRefusal(of: "it", "another's link to root's file")
  }

  @Test("A file of another owner includes what it likes: it is not root that runs it")
  func includeAsOwner() throws {
    try #require(geteuid() == 0, Self.needsRoot)
    try folder.write("wp-config.php", "<?php require 'more.php';", permissions: 0o644)
    try folder.write(
      "more.php", "<?php \(Self.plain) define('CUSTOM_USER_TABLE', 'u' . posix_geteuid());",
      permissions: 0o666)
    chown(path, 33, 33)
    let site = try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php))
    #expect(site.userTable == UserTable("u33"))
  }

  @Test("A link to another user's file is not followed for root")
  func link() throws {
    try #require(geteuid() == 0, Self.needsRoot)
    try folder.write("other.php", "<?php touch(__DIR__ . '/ran'); \(Self.plain)")
    symlink("\(folder.path)/other.php", path)
    func refusal() -> Failure? {
      failure { try SiteFinder(in: folder.path).find(SiteRequest(wpPath: ".", wpConfigBy: .php)) }
    }
    #expect(refusal() == nil)
    unlink(folder.path + "/ran")
    lchown(path, 33, 33)
    #expect(refusal()?.message.contains("is reached through a link of a user who is not its owner") == true)
    #expect(access(folder.path + "/ran", F_OK) != 0)
  }

  @Test("A Bedrock site's own wp-config.php is run, and other sources cannot be run")
  func others() throws {
    try folder.write(
      "site/config/application.php", "<?php \(Self.plain) define('ABSPATH', __DIR__ . '/../web/wp/');")
    try folder.write("site/.env", "DB_NAME=other")
    try folder.write(
      "site/web/wp-config.php",
      "<?php require '../config/application.php'; require ABSPATH . 'wp-settings.php';")
    try folder.write(
      "site/web/wp/wp-settings.php", "<?php define('WPINC', 'x'); touch('\(folder.path)/loaded');")
    for place in ["site", "site/web", "site/web/wp"] {
      let request = SiteRequest(wpPath: folder.path + "/" + place, wpConfigBy: .php)
      #expect(try SiteFinder(in: "/").find(request).connection.database == "d", "\(place)")
    }
    #expect(!isWordPressLoaded)
    #expect(
      failure { try SiteFinder(in: "/").find(SiteRequest(defaultsFile: "x", wpConfigBy: .php)) }
        == Failure(
          .usage, "--wp-config-by is for sites that are found by their wp-config.php",
          advice: "Leave it out, or name the site with --wp-path or --wp-config."))
  }
}
