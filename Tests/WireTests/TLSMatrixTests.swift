import Foundation
import MariaDB
import TestSupport
import Testing

@Suite("TLS between the program and a server", .serialized)
struct TLSMatrixTests {
  /// What the program says when the line cannot be encrypted as asked.
  private static let advice =
    "Check ssl-mode and ssl-ca in the site's configuration, and the server's certificate.\n"

  @Test("With any certificate, each mode connects encrypted as the server sees it, or ends with 69")
  func matrix() async throws {
    let server = try TLSServer()
    var cells: [String] = []
    for certificate in [nil] + ServerCertificate.allCases {
      try server.restart(with: certificate)
      for mode in TLSMode.allCases {
        let authority = mode == .verifyCA || mode == .verifyIdentity ? server.certificates.authority : nil
        let outcome = try await sync(server, mode, authority: authority)
        let logins = Set(try server.logins(of: "canary")).joined(separator: " and ")
        var cell = "\(certificate?.rawValue ?? "none") \(mode.rawValue): "
        switch outcome.status {
        case 0: cell += logins
        case 69:
          #expect(logins == "" && outcome.output == "" && outcome.errors.hasSuffix("\n" + Self.advice))
          cell += outcome.errors.replacing("tokenledger: error: 2026 (HY000): ", with: "")
            .replacing("\n" + Self.advice, with: "")
        default: cell += "\(outcome.status) \(outcome.errors)"
        }
        cells.append(cell)
      }
    }
    #expect(
      cells.joined(separator: "\n") == """
        none disabled: TCP/IP
        none preferred: TCP/IP
        none required: TLS is asked for (required), but the server offers none
        none verify-ca: TLS is asked for (verify-ca), but the server offers none
        none verify-identity: TLS is asked for (verify-identity), but the server offers none
        right disabled: TCP/IP
        right preferred: SSL/TLS
        right required: SSL/TLS
        right verify-ca: SSL/TLS
        right verify-identity: SSL/TLS
        self-signed disabled: TCP/IP
        self-signed preferred: SSL/TLS
        self-signed required: SSL/TLS
        self-signed verify-ca: TLS/SSL error: self-signed certificate
        self-signed verify-identity: TLS/SSL error: self-signed certificate
        stranger disabled: TCP/IP
        stranger preferred: SSL/TLS
        stranger required: SSL/TLS
        stranger verify-ca: TLS/SSL error: unable to get local issuer certificate
        stranger verify-identity: TLS/SSL error: unable to get local issuer certificate
        wrong-host disabled: TCP/IP
        wrong-host preferred: SSL/TLS
        wrong-host required: SSL/TLS
        wrong-host verify-ca: SSL/TLS
        wrong-host verify-identity: TLS/SSL error: Validation of SSL server certificate failed
        expired disabled: TCP/IP
        expired preferred: SSL/TLS
        expired required: SSL/TLS
        expired verify-ca: TLS/SSL error: certificate has expired
        expired verify-identity: TLS/SSL error: certificate has expired
        """)
  }

  @Test("Authority, certificate and key are taken from JSON, option files and PHP's flags")
  func settings() async throws {
    let server = try TLSServer()
    try server.restart(with: .right)
    let certificates = server.certificates
    let folder = try TemporaryFolder()
    let place = "127.0.0.1:\(server.port)"

    // The account `holder` is let in with a certificate alone.
    let settings = "ssl-ca=\(certificates.authority)\nssl-mode=VERIFY_IDENTITY\n"
    let proof = "ssl-cert=\(certificates.path("client.pem"))\nssl-key=\(certificates.path("client.key"))\n"
    let login = "[client]\nhost=127.0.0.1\nport=\(server.port)\npassword=\(TLSServer.password)\n"
    for (lines, status) in [
      ("user=holder\n" + settings, Int32(77)), ("user=holder\n" + settings + proof, 0),
      ("user=canary\nssl-verify-server-cert\n", 69), ("user=canary\nssl-ca=/nowhere.pem\n", 69),
      ("user=canary\nssl-mode=verify-ca\n", 69),
    ] {
      let file = try folder.write(login + lines, to: "access.cnf")
      let outcome = try await TokenLedgerCommand.run(
        arguments: ["sync", "--quiet", "--defaults-file", file, "--database", "site", "--prefix", "wp_"])
      #expect(outcome.status == status, "\(lines)\(outcome.errors)")
    }
    #expect(Set(try server.logins(of: "holder")) == ["SSL/TLS"])
    #expect(
      try await sync(server, .verifyIdentity, user: "holder", authority: certificates.authority).status == 77)
    let json = try await sync(
      server, .verifyIdentity, user: "holder", authority: certificates.authority,
      more: ["ssl_cert": certificates.path("client.pem"), "ssl_key": certificates.path("client.key")])
    #expect(json.status == 0 && json.errors == "")

    // Without an authority of one's own it is those that the system trusts.
    let trust = ["SSL_CERT_FILE": certificates.authority]
    for (flags, environment, status, logins) in [
      ("MYSQLI_CLIENT_SSL", [:], Int32(0), ["SSL/TLS"]),
      ("MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT", [:], 69, []),
      ("MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT", trust, 0, ["SSL/TLS"]),
    ] {
      _ = try server.logins(of: "canary")
      try folder.write(wpConfig(host: place, password: TLSServer.password, flags: flags), to: "wp-config.php")
      let outcome = try await TokenLedgerCommand.run(
        arguments: ["sync", "--quiet", "--wp-path", folder.path], environment: environment)
      #expect(outcome.status == status, "\(flags) \(outcome.errors)")
      #expect(Set(try server.logins(of: "canary")) == Set(logins.map { Substring($0) }))
    }
  }

  @Test("The doctor warns of a line over the network without TLS, and names the cipher of one with it")
  func doctor() async throws {
    let server = try TLSServer()
    func connection() async throws -> String {
      let outcome = try await run(
        ["doctor", "--format", "csv"], server, .preferred, authority: nil)
      return outcome.output.split(separator: "\n").dropFirst().first.map(String.init) ?? outcome.description
    }
    #expect(
      try await connection() == """
        connection,warning,"connected over the network without TLS",\
        "Set the TLS mode to required, or better to verify-identity."
        """)
    try server.restart(with: .right)
    #expect(
      try await connection().wholeMatch(of: /connection,ok,"connected, encrypted with [A-Z0-9_-]+",/) != nil)
  }

  private func sync(
    _ server: TLSServer, _ mode: TLSMode, user: String = "canary", authority: String?,
    more: [String: String] = [:]
  ) async throws -> TokenLedgerCommand.Outcome {
    try await run(["sync", "--quiet"], server, mode, user: user, authority: authority, more: more)
  }

  private func run(
    _ arguments: [String], _ server: TLSServer, _ mode: TLSMode, user: String = "canary", authority: String?,
    more: [String: String] = [:]
  ) async throws -> TokenLedgerCommand.Outcome {
    var site: [String: Any] = [
      "host": "127.0.0.1", "port": server.port, "user": user, "password": TLSServer.password,
      "database": "site", "prefix": "wp_", "ssl_mode": mode.rawValue,
    ]
    site["ssl_ca"] = authority
    site.merge(more) { $1 }
    return try await TokenLedgerCommand.run(
      arguments: arguments + ["--site", "-"], input: json(site))
  }
}
