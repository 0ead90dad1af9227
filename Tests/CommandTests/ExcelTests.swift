import Foundation
import TestSupport
import Testing

@Suite("CSV for Excel", .freshDatabase)
struct ExcelTests {
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  @Test("With --bom it begins with the mark of UTF-8, and is the same otherwise")
  func mark() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    for command in [
      "report --all --format csv", "report --all --top 3 --format csv", "report --all --by page --format csv",
      "report --all --by page --across --format csv", "summary --format csv",
      "summary --period month --as-of 2024-04-01 --format csv", "export --output -",
      "export --raw --output -",
    ] {
      let arguments = command.split(separator: " ").map(String.init)
      let plain = try await site.tokenledger(arguments)
      let marked = try await site.tokenledger(arguments + ["--bom"])
      #expect(plain.status == 0)
      #expect(plain.outputBytes.first != Self.mark.first, "\(command)")
      #expect(marked.outputBytes == Self.mark + plain.outputBytes, "\(command)")
      #expect(marked.status == 0)
    }
  }

  @Test("A file has it, too, can be imported with it, and is not replaced by the mark alone")
  func file() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let file = "\(folder.path)/days.csv"
      #expect(try await site.tokenledger("export", "--bom", "--output", file).status == 0)
      let marked = try Array(Data(contentsOf: URL(filePath: file)))
      #expect(marked.starts(with: Self.mark))
      let plain = try await site.tokenledger("export", "--output", "-", "--no-sync")
      #expect(marked == Self.mark + plain.outputBytes)
      #expect(
        try await site.tokenledger("export", "--bom", "--output", file, "--to", "2001-01-01").status == 73)
      #expect(try Array(Data(contentsOf: URL(filePath: file))) == marked)
      let raw = "\(folder.path)/raw.csv"
      #expect(try await site.tokenledger("export", "--raw", "--bom", "--output", raw).status == 0)
      #expect(try await site.json("import", raw)["rows_read"] == .integer(21))
    }
  }
}
