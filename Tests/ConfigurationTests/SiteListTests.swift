import Configuration
import Glibc
import Sites
import TestSupport
import Testing
import Text

@Suite struct SiteListTests {
  @Test("Sites are listed by folder, wp-config.php or option file, with the command line's names")
  func sites() async throws {
    try await Folder.with { folder in
      let path = try folder.write(
        "sites.yml",
        """
        # Three ways to say where a site is.
        sites:
          - wp_path: /srv/shop
          - /srv/club
          - wp_config: site/wp-config.php   # beside this file
            blog: 3
          - {defaults_file: /etc/club.cnf, defaults_group: club, database: club, prefix: wp_}

        """)
      let list = try SiteList.load(path)
      #expect(
        list.sites.map(\.request) == [
          SiteRequest(wpPath: "/srv/shop"), SiteRequest(wpPath: "/srv/club"),
          SiteRequest(wpConfig: folder.path + "/site/wp-config.php", blog: 3),
          SiteRequest(
            defaultsFile: "/etc/club.cnf", defaultsGroup: "club", database: "club", prefix: "wp_"),
        ])
      #expect(list.sites.map(\.place) == [3, 4, 5, 7].map { "\(path), line \($0)" })
      #expect(list.warnings == [])
    }
  }

  @Test("A pattern stands for the WordPress sites that match it, sorted, each once")
  func pattern() async throws {
    try await Folder.with { folder in
      for name in ["b/htdocs/wp-config.php", "a/htdocs/wp-config.php", "B/htdocs/wp-config.php"] {
        try folder.write(name, "<?php\n")
      }
      try folder.write("static/htdocs/index.html", "")
      try folder.write("file/htdocs", "")
      let path = try folder.write(
        "sites.yml",
        """
        sites:
          - "*/htdocs"
          - wp_path: b/htdocs/
          - wp_path: "[ab]/htdocs"
          - wp_path: none*
            blog: 2

        """)
      let list = try SiteList.load(path)
      #expect(
        list.sites.map(\.request)
          == ["B", "a", "b"].map { SiteRequest(wpPath: "\(folder.path)/\($0)/htdocs") })
      #expect(
        list.warnings == [
          "\(path), line 3: the site is listed on line 2 already",
          "\(path), line 5: no WordPress site matches the pattern",
        ])
    }
  }

  @Test("A first blog that is listed beside its whole site, before or after it, is no site of its own")
  func firstBlog() async throws {
    try await Folder.with { folder in
      let path = try folder.write(
        "sites.yml",
        """
        sites:
          - {wp_path: /srv/a, blog: 1}
          - /srv/b
          - {wp_path: /srv/b, blog: 1}
          - /srv/a
          - {wp_path: /srv/a, blog: 2}
          - {wp_path: /srv/c, blog: 1}
          - {wp_path: /srv/c, blog: 1}

        """)
      let list = try SiteList.load(path)
      #expect(
        list.sites.map(\.request) == [
          SiteRequest(wpPath: "/srv/a"), SiteRequest(wpPath: "/srv/b"),
          SiteRequest(wpPath: "/srv/a", blog: 2), SiteRequest(wpPath: "/srv/c", blog: 1),
        ])
      #expect(list.sites.map(\.place) == [5, 3, 6, 7].map { "\(path), line \($0)" })
      #expect(
        list.warnings == [
          "\(path), line 4: the site is listed on line 3 already",
          "\(path), line 5: the site is listed on line 2 already",
          "\(path), line 8: the site is listed on line 7 already",
        ])
    }
  }

  @Test("Folders on a pattern's way that may not be looked into are said to leave sites out")
  func closed() async throws {
    try await Folder.with { folder in
      #expect(chmod(folder.path, 0o755) == 0)
      for name in ["a", "b", "c", "d", "open"] {
        try folder.write("home/\(name)/htdocs/wp-config.php", "<?php\n")
        #expect(chmod("\(folder.path)/home/\(name)/htdocs", 0o755) == 0)
        #expect(chmod("\(folder.path)/home/\(name)", name == "open" ? 0o755 : 0) == 0)
      }
      // What is closed to its owner cannot be removed either.
      defer { for name in ["a", "b", "c", "d"] { chmod("\(folder.path)/home/\(name)", 0o755) } }
      try folder.write("home/file", "")
      #expect(chmod("\(folder.path)/home", 0o755) == 0)
      func list(_ pattern: String) throws -> SiteList {
        let path = try folder.write("sites.yml", "sites: [\(pattern)]\n", mode: 0o644)
        return try asNobody { try SiteList.load(path) }
      }
      let (home, place) = ("\(folder.path)/home", "\(folder.path)/sites.yml, line 1: ")
      let end = " are left out: this user may not look there"
      let none = "\(place)no WordPress site matches the pattern"
      let open = SiteRequest(wpPath: "\(home)/open/htdocs")

      let all = try list("home/*/htdocs")
      #expect(all.sites.map(\.request) == [open])
      #expect(all.warnings == ["\(place)sites below \(home)/a, \(home)/b, \(home)/c and 1 more\(end)"])
      let deep = try list("'home/[b-z]*/h*'")
      #expect(deep.sites.map(\.request) == [open])
      #expect(deep.warnings == ["\(place)sites below \(home)/b, \(home)/c and \(home)/d\(end)"])
      #expect(try list("home/a/*").warnings == ["\(place)sites below \(home)/a\(end)", none])
      // That names can be looked up does not mean that they can be listed.
      #expect(chmod(home, 0o311) == 0)
      #expect(try list("home/op*/htdocs").warnings == ["\(place)sites below \(home)\(end)", none])
      #expect(chmod(home, 0o755) == 0)
      #expect(try list("home/op*/htdocs").warnings == [])
    }
  }

  @Test(
    "What cannot be used is said with its place, and all of it at once",
    arguments: [
      ("sites:\n  - wp_pth: /srv/a\n", "line 2, column 5: unknown key 'wp_pth' in the site"),
      (
        "sites:\n  - wp_pth: /a\n  - /b\n  - wp_path: no\n    blog: x\n",
        "line 2, column 5: unknown key 'wp_pth' in the site (and 1 more)"
      ),
      ("site:\n  - /srv/a\n", "line 1, column 1: unknown key 'site' in the file"),
      ("sites: /srv/a\n", "line 1, column 8: sites is text, not a list"),
      ("sites: []\n", "line 1, column 1: the file lists no sites"),
      ("# nothing\n", "line 1, column 1: the file lists no sites"),
      ("sites:\n  - wp_path: 7\n", "line 2, column 14: wp_path in the site is a number, not text"),
      ("sites:\n  - 7\n", "line 2, column 5: the site is a number, not settings"),
      ("sites:\n  - wp_path:\n", "line 2, column 13: wp_path in the site has no value"),
      (
        "sites:\n  - wp_path: /a\n    wp_config: /b\n",
        "line 3, column 5: wp_path and wp_config exclude each other"
      ),
      ("sites:\n  - database: a\n", "line 2, column 5: the site says nowhere where it is"),
      ("sites:\n  - defaults_file: /a\n", "line 2, column 5: defaults_file needs prefix"),
      (
        "sites:\n  - {wp_path: /a, defaults_group: b}\n",
        "line 2, column 19: defaults_group needs defaults_file"
      ),
      (
        "sites:\n  - wp_path: /a\n    blog: 0\n",
        "line 3, column 11: blog in the site is not a number from 1 to 2147483647"
      ),
      (
        "sites:\n  - {defaults_file: /a, prefix: a, password: hunter2}\n",
        "line 2, column 36: no password is kept in this file"
      ),
      ("sites:\n\t- /srv/a\n", "line 2, column 1: a tab stands here"),
      ("sites: []\nsites: []\n", "line 2, column 1: the key is on line 1 already"),
    ])
  func faults(text: String, message: String) async throws {
    try await Folder.with { folder in
      let path = try folder.write("sites.yml", text)
      let error = #expect(throws: Failure.self) { try SiteList.load(path) }
      #expect(error?.message == "\(path), \(message)")
      #expect(error?.description.contains("hunter2") == false)
    }
  }

  @Test("A file that is not there is missing input, not a bad configuration")
  func missing() {
    let error = #expect(throws: Failure.self) { try SiteList.load("/nowhere/sites.yml") }
    #expect(error?.exitCode == 66)
  }
}
