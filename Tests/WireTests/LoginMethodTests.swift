import MariaDB
import TestSupport
import Testing

@Suite("Logging in on a server that cannot be trusted")
struct LoginMethodTests {
  private static let password = "Kanarienvogel7531"
  private static let methods = [
    "mysql_native_password", "mysql_clear_password", "mysql_old_password", "dialog", "caching_sha2_password",
    "sha256_password", "client_ed25519", "no_such_method",
  ]

  @Test("Whatever a server without TLS asks for, the password is not in the answer", arguments: methods)
  func neverInPlainText(_ method: String) throws {
    for mode in TLSMode.allCases {
      for isSwitched in [false, true] {
        let server = try FakeServer { interrogate($0, method, isSwitched: isSwitched) }
        let error = try login(server, mode)
        #expect(!server.received.contains(Self.password), "\(mode) \(isSwitched)")
        #expect(!"\(error)".contains("Kanari"))
        if mode != .disabled && mode != .preferred { #expect(server.received == []) }
      }
    }
  }

  @Test("A method that can give the password away is refused by name of the reason")
  func refused() throws {
    let server = try FakeServer { interrogate($0, "mysql_clear_password", isSwitched: true) }
    let error = try login(server, .preferred)
    #expect(error.kind == .loginMethod)
    #expect(
      error.description == "5010 (HY000): The server asks for a method of logging in that is not accepted")
  }

  @Test("Unless TLS is disabled, a server too old to name its method hears nothing")
  func oldServer() throws {
    for mode in TLSMode.allCases {
      let server = try FakeServer { _ = $0.greet("", [.logsIn]) }
      _ = try login(server, mode)
      #expect(server.received.isEmpty == (mode != .disabled), "\(mode)")
    }
  }

  @Test("A full caching_sha2_password login on a plain line begins with the server's public key")
  func publicKey() throws {
    for mode in [TLSMode.disabled, .preferred] {
      let server = try FakeServer { interrogate($0, "caching_sha2_password", isSwitched: true) }
      _ = try login(server, mode)
      // The last packet: one byte, 2, which asks for the key.
      #expect(server.received.last == 2)
    }
  }

  /// The error of a login on a server that never lets anyone in.
  private func login(_ server: FakeServer, _ mode: TLSMode) throws -> MariaDBError {
    let options = ConnectionOptions(
      address: .tcp(host: "127.0.0.1", port: server.port), user: "u", password: Secret(Self.password),
      tls: TLSOptions(mode: mode, ca: mode == .verifyCA ? try TestServer.current.certificate : nil))
    do {
      _ = try Connection(options)
    } catch let error as MariaDBError {
      return error
    }
    throw ToolFailure(description: "a server that refuses everyone let us in")
  }
}

/// Asks for a method, at once or after another, and takes every further step that the method has.
private func interrogate(_ client: Conversation, _ method: String, isSwitched: Bool) {
  guard var (number, _) = client.greet(isSwitched ? "mysql_native_password" : method) else { return }
  // A client that comes to the gate first is asked for the method by that.
  guard let (next, answer) = client.ask(for: method, after: number) else { return }
  number = next
  if method.contains("sha2") && !answer.isEmpty {
    client.send(number + 1, [1, 4])  // the full login, please
    guard let (next, _) = client.receive() else { return }
    number = next
  }
  if method == "dialog" {
    client.send(number + 1, [4] + Array("Password: ".utf8))
    guard let (next, _) = client.receive() else { return }
    number = next
  }
  // 0x0415 is 1045.
  client.send(number + 1, [0xFF, 0x15, 0x04] + Array("#28000Access denied".utf8))
}
