import Foundation
import Ledger
import TestSupport
import Testing

/// Whether text from the database acts in anything that is written for people and programs.
enum Outputs {
  private static let formats = ["table", "csv", "json", "markdown", "html"]

  /// Checks the summary alone in every format: it is what shows names.
  static func checkSummary(
    _ site: TestSite, _ comment: @autoclosure () -> Comment, at location: SourceLocation = #_sourceLocation
  ) throws {
    for format in formats {
      let arguments = ["summary", "--no-sync", "--format", format]
      try check(arguments, format, site, comment(), at: location)
    }
  }

  /// Checks every command that shows something of the log or the ledger, in every format.
  static func check(
    _ site: TestSite, _ comment: @autoclosure () -> Comment, at location: SourceLocation = #_sourceLocation
  ) throws {
    try checkSummary(site, comment(), at: location)
    for command in [
      ["report", "--no-sync", "--all", "--top", "100"], ["report", "--live"], ["doctor"],
      ["report", "--no-sync", "--all", "--by", "page", "--across", "--period", "yearly"],
      ["rejected", "--limit", "1000"],
      ["verify"], ["sync"], ["export", "--no-sync", "--output", "/dev/null"],
    ] {
      for format in formats {
        try check(command + ["--format", format], format, site, comment(), at: location)
      }
    }
    try check(["report", "--no-sync", "--format", "svg"], "svg", site, comment(), at: location)
    for dimension in ["page", "user", "assistant"] {
      let chart = [
        "report", "--no-sync", "--all", "--period", "yearly", "--by", dimension, "--format", "svg",
      ]
      try check(chart, "svg", site, comment(), at: location)
      try check(chart + ["--chart", "share"], "svg", site, comment(), at: location)
    }
    try check(["export", "--no-sync", "--output", "-"], "csv", site, comment(), at: location)
    try check(["export", "--raw", "--output", "-"], "raw", site, comment(), at: location)
  }

  private static func check(
    _ arguments: [String], _ format: String, _ site: TestSite, _ comment: Comment, at location: SourceLocation
  ) throws {
    let end = try TokenLedgerProcess(arguments, on: site, socket: TestServer.current.socket).end()
    let findings = findings(end.outputBytes, format) + harmful(end.errorBytes).map { "errors: \($0)" }
    // A doctor may well find something.
    let isWell = end.status == 0 || end.status == 65 && arguments.first == "doctor"
    #expect(isWell, "\(arguments): \(end.errors) \(comment)", sourceLocation: location)
    #expect(findings == [], "\(arguments) \(comment)", sourceLocation: location)
  }

  /// What is wrong with an output, the first of it; empty when nothing is.
  private static func findings(_ bytes: [UInt8], _ format: String) -> [String] {
    // A file of raw rows holds controls as they were logged, and only its cells are looked at.
    var findings = format == "raw" ? notUTF8(bytes) : harmful(bytes)
    switch format {
    case "csv", "raw":
      findings += csv(bytes)
    case "json":
      if (try? JSONSerialization.jsonObject(with: Data(bytes))) == nil { findings.append("no JSON") }
    case "markdown":
      findings += markdown(String(decoding: bytes, as: UTF8.self))
    case "html":
      findings += html(String(decoding: bytes, as: UTF8.self))
    default: break
    }
    return Array(findings.prefix(4))
  }

  private static func notUTF8(_ bytes: [UInt8]) -> [String] {
    String(validating: bytes, as: UTF8.self) == nil ? ["not UTF-8"] : []
  }

  /// Controls, marks that reorder or hide text, and separators of lines, but for the line feed and the joiners
  /// that names need.
  private static func harmful(_ bytes: [UInt8]) -> [String] {
    notUTF8(bytes)
      + String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { scalar in
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
          && ![0x0A, 0x200C, 0x200D].contains(scalar.value)
      }.map { "U+\(String($0.value, radix: 16))" }
  }

  /// Reads a CSV as a spreadsheet does: a quote within a field is doubled, whatever stands before it.
  private static func csv(_ bytes: [UInt8]) -> [String] {
    var records: [[[UInt8]]] = []
    var record: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    var findings: [String] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          field.append(byte)
        } else if index < bytes.count, bytes[index] == byte {
          field.append(byte)
          index += 1
        } else {
          (isQuoted, wasQuoted) = (false, true)
        }
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
        record.append(field)
        (field, wasQuoted) = ([], false)
        if byte == UInt8(ascii: "\n") {
          records.append(record)
          record = []
        }
      } else if byte == UInt8(ascii: "\""), field.isEmpty, !wasQuoted {
        isQuoted = true
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r") || wasQuoted {
        findings.append("a field that ends in its midst, in record \(records.count)")
      } else {
        field.append(byte)
      }
    }
    if isQuoted || !field.isEmpty || !record.isEmpty { findings.append("the last record has no end") }
    let counts = Set(records.map(\.count))
    if counts.count > 1 { findings.append("records of \(counts.sorted()) fields") }
    for field in records.joined() where isFormula(field) {
      findings.append("a formula: \(String(decoding: field.prefix(20), as: UTF8.self).debugDescription)")
    }
    return findings
  }

  private static func isFormula(_ field: [UInt8]) -> Bool {
    guard let first = field.first, "=+-@\t\r\n".utf8.contains(first) else { return false }
    return Double(String(decoding: field, as: UTF8.self)) == nil
  }

  /// Whether every row of a table has as many cells as its header, and no name is markup.
  private static func markdown(_ text: String) -> [String] {
    var findings: [String] = []
    var header: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var isEscaped = false
      var bars = 0
      for scalar in line.unicodeScalars {
        if !isEscaped {
          bars += scalar == "|" ? 1 : 0
          if scalar == "<" || scalar == "`" || scalar == "[" { findings.append("markup: \(scalar)") }
        }
        isEscaped = scalar == "\\" && !isEscaped
      }
      if line.hasPrefix("|") {
        if bars != header ?? bars { findings.append("\(bars) bars instead of \(header ?? 0)") }
        header = header ?? bars
      } else {
        header = nil
      }
    }
    return findings
  }

  /// Whether there are no other tags than those of tables, and none is left open. A reader of HTML knows no characters that
  /// are made of several.
  private static func html(_ text: String) -> [String] {
    let names = ["h2", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "p"]
    let right = "style=\"text-align: right\""
    let attributes = ["", " scope=\"col\"", " \(right)", " scope=\"col\" \(right)"]
    let tags = Set(names.flatMap { name in attributes.map { name + $0 } + ["/" + name] })
    var findings: [String] = []
    var open: [Substring] = []
    for part in text.utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: UInt8(ascii: ">")) else {
        return findings + ["a tag without an end"]
      }
      let tag = String(decoding: part[..<end], as: UTF8.self)
      if !tags.contains(tag) { findings.append("a tag: \(tag)") }
      if !tag.hasPrefix("/") {
        open.append(tag.prefix { $0 != " " })
      } else if open.popLast() != tag.dropFirst() {
        findings.append("not open: \(tag)")
      }
      if part[part.index(after: end)...].contains(where: { [0x22, 0x27, 0x3E].contains($0) }) {
        findings.append("a quotation mark or bracket")
      }
    }
    return findings + open.map { "not closed: \($0)" }
  }
}
