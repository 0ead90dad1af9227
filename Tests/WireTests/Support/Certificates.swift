import Foundation
import TestSupport

/// The certificates that a server may show, made for one run with openssl.
///
/// All are for 127.0.0.1 and of the trusted authority, save for what their name says.
enum ServerCertificate: String, CaseIterable, Sendable {
  case right
  case selfSigned = "self-signed"
  case stranger
  case wrongHost = "wrong-host"
  case expired
}

/// A folder of certificates with their keys.
struct Certificates: Sendable {
  /// The folder, closed to others.
  let folder: URL

  /// Makes them all, with an authority of their own.
  init(in folder: URL) throws {
    self.folder = folder
    for authority in ["authority", "stranger-authority"] {
      try selfSign(authority, name: "/CN=\(authority)")
    }
    try sign(.right, by: "authority")
    try sign(.stranger, by: "stranger-authority")
    try sign(.wrongHost, by: "authority", address: "DNS:db.example")
    try sign(.expired, by: "authority", days: -1)
    try selfSign(
      ServerCertificate.selfSigned.rawValue, name: "/CN=127.0.0.1",
      more: ["-addext", "subjectAltName=IP:127.0.0.1"])
    try sign("client", by: "authority", address: "DNS:client", days: 2)
  }

  /// The certificate of the authority that is trusted.
  var authority: String { path("authority.pem") }

  /// A file of the folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  private func sign(
    _ certificate: ServerCertificate, by authority: String, address: String = "IP:127.0.0.1", days: Int = 2
  ) throws {
    try sign(certificate.rawValue, by: authority, address: address, days: days)
  }

  private func sign(_ name: String, by authority: String, address: String, days: Int) throws {
    try "subjectAltName=\(address)".write(toFile: path("\(name).ext"), atomically: false, encoding: .utf8)
    try openssl(
      ["req", "-new", "-subj", "/CN=\(name)", "-out", path("\(name).csr")] + Certificates.newKey
        + ["-keyout", path("\(name).key")])
    try openssl([
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey",
      path("\(authority).key"), "-CAcreateserial", "-extfile", path("\(name).ext"), "-days", "\(days)",
      "-out",
      path("\(name).pem"),
    ])
  }

  private func selfSign(_ file: String, name: String, more: [String] = []) throws {
    try openssl(
      ["req", "-x509", "-subj", name, "-days", "2", "-out", path("\(file).pem")] + Certificates.newKey
        + ["-keyout", path("\(file).key")] + more)
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  private func openssl(_ arguments: [String]) throws { try runTool("openssl", arguments) }
}

/// What a tool said that failed.
struct ToolFailure: Error, CustomStringConvertible {
  let description: String
}

/// Runs a tool of the system to its end; gives what it printed. Throws ``ToolFailure``.
@discardableResult
func runTool(_ name: String, _ arguments: [String], input: String? = nil) throws -> String {
  let folder = FileManager.default.temporaryDirectory
  let (output, script) = (
    folder.appending(path: UUID().uuidString), folder.appending(path: UUID().uuidString)
  )
  defer { for file in [output, script] { try? FileManager.default.removeItem(at: file) } }
  // Files rather than pipes, so that neither side can fill one up and wait for the other.
  for file in [output, script] { try (input ?? "").write(to: file, atomically: false, encoding: .utf8) }
  let tool = Process()
  tool.executableURL = URL(filePath: "/usr/bin/env")
  tool.arguments = ["PATH=\(systemPath)", name] + arguments
  tool.standardInput = try FileHandle(forReadingFrom: script)
  let handle = try FileHandle(forWritingTo: output)
  try handle.truncate(atOffset: 0)
  (tool.standardOutput, tool.standardError) = (handle, handle)
  try tool.run()
  tool.waitUntilExit()
  let text = try String(contentsOf: output, encoding: .utf8)
  guard tool.terminationStatus == 0 else {
    throw ToolFailure(description: "\(name) \(arguments.joined(separator: " ")): \(text)")
  }
  return text
}

/// A normal user's PATH has no sbin on Debian, and mariadbd lives there.
let systemPath =
  (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/usr/local/sbin"
