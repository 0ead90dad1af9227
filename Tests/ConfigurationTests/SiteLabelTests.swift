import Configuration
import Sites
import TestSupport
import Testing
import Text

@Suite("What the owner calls sites")
struct SiteLabelTests {
  private func list(_ text: String, in folder: Folder) throws -> SiteList {
    try SiteList.load(try folder.write("sites.yml", text))
  }

  @Test("A site has its name, client and tags; one that has none is not called anything")
  func labels() async throws {
    try await Folder.with { folder in
      let list = try list(
        """
        sites:
          - {wp_path: /a, name: "Müller & Söhne 👩‍🌾", client: Ellis, tags: [retail, "2026"]}
          - /b
          - {wp_path: /c, tags: []}

        """, in: folder)
      #expect(
        list.sites.map(\.labels) == [
          SiteLabels(name: "Müller & Söhne 👩‍🌾", client: "Ellis", tags: ["retail", "2026"]), SiteLabels(),
          SiteLabels(),
        ])
      #expect(list.sites.map(\.labels.isEmpty) == [false, true, true])
      #expect(list.warnings == [])
    }
  }

  @Test("A pattern's client and tags are those of each of its sites; its name only as long as there is one")
  func pattern() async throws {
    try await Folder.with { folder in
      try folder.write("a/wp-config.php", "<?php\n")
      let text = "sites:\n  - {wp_path: '[ab]', name: Shop, client: Ellis, tags: [x]}\n"
      var list = try list(text, in: folder)
      #expect(list.sites.map(\.labels) == [SiteLabels(name: "Shop", client: "Ellis", tags: ["x"])])
      #expect(list.warnings == [])
      try folder.write("b/wp-config.php", "<?php\n")
      list = try self.list(text, in: folder)
      #expect(
        list.sites.map(\.labels) == Array(repeating: SiteLabels(client: "Ellis", tags: ["x"]), count: 2))
      #expect(
        list.warnings == [
          "\(folder.path)/sites.yml, line 2: the pattern stands for 2 sites, so none of them gets its name"
        ])
    }
  }

  @Test("A site of a pattern may be listed once more to be called something, in either order")
  func again() async throws {
    try await Folder.with { folder in
      for name in ["a", "b"] { try folder.write("\(name)/wp-config.php", "<?php\n") }
      let (pattern, site) = ("  - {wp_path: '[ab]', client: Ellis}\n", "  - {wp_path: a, name: Shop}\n")
      var list = try list("sites:\n\(pattern)\(site)", in: folder)
      #expect(list.sites.map(\.request.wpPath) == ["\(folder.path)/a", "\(folder.path)/b"])
      #expect(
        list.sites.map(\.labels) == [SiteLabels(name: "Shop", client: "Ellis"), SiteLabels(client: "Ellis")])
      #expect(list.warnings == [])
      list = try self.list("sites:\n\(site)\(pattern)", in: folder)
      #expect(list.sites.map(\.labels) == [SiteLabels(name: "Shop"), SiteLabels(client: "Ellis")])
      // Twice by itself it is a mistake.
      list = try self.list("sites:\n\(site)  - {wp_path: a, name: Other}\n", in: folder)
      #expect(list.sites.map(\.labels) == [SiteLabels(name: "Shop")])
      #expect(list.warnings == ["\(folder.path)/sites.yml, line 3: the site is listed on line 2 already"])
    }
  }

  @Test("A first blog keeps its name when its whole site is listed, too")
  func firstBlog() async throws {
    try await Folder.with { folder in
      let list = try list(
        "sites: [{wp_path: /a, blog: 1, name: Shop}, {wp_path: /a, client: Ellis}]\n", in: folder)
      #expect(list.sites.map(\.request.blog) == [nil])
      #expect(list.sites.map(\.labels) == [SiteLabels(name: "Shop", client: "Ellis")])
    }
  }

  @Test("A site that the command line names is called as the file calls the same one")
  func requested() async throws {
    try await Folder.with { folder in
      let path = try folder.write(
        "tokenledger.yml",
        """
        site: {wp_path: a, name: Home}
        sites:
          - {wp_path: net, name: Network, client: Ellis}
          - {wp_path: net, blog: 3, name: Third}
          - {defaults_file: c.cnf, database: c, prefix: wp_, tags: [x]}

        """)
      try folder.write("a/wp-config.php", "<?php\n")
      let file = try ConfigurationFile.load(path)
      func labels(_ request: SiteRequest) -> SiteLabels { file.labels(of: request, from: folder.path) }
      #expect(labels(SiteRequest(wpPath: "./a/")).name == "Home")
      #expect(labels(SiteRequest(wpPath: "\(folder.path)/net")).name == "Network")
      #expect(
        labels(SiteRequest(wpPath: "net", blog: 2)) == SiteLabels(name: "Network blog 2", client: "Ellis"))
      #expect(labels(SiteRequest(wpPath: "net", blog: 3)) == SiteLabels(name: "Third"))
      #expect(
        labels(SiteRequest(defaultsFile: "c.cnf", database: "c", prefix: "wp_")) == SiteLabels(tags: ["x"]))
      #expect(labels(SiteRequest(defaultsFile: "c.cnf", database: "d", prefix: "wp_")).isEmpty)
      #expect(labels(SiteRequest(wpPath: "none")).isEmpty)
    }
  }
}
