import Archives
import TestSupport
import Testing

@Suite("Compressed files") struct GzipTests {
  /// Compresses bytes in pieces of a length.
  private func compressed(_ bytes: [UInt8], pieces: Int = 1000) throws -> [UInt8] {
    var file: [UInt8] = []
    let writer = try GzipWriter()
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes {
        try writer.write($0) { file += $0 }
      }
    }
    try writer.finish { file += $0 }
    return file
  }

  /// Reads a file that comes in pieces of a length, into a buffer of a length.
  private func read(_ file: [UInt8], pieces: Int = 700, buffer: Int = 900) throws -> [UInt8] {
    var (position, text) = (0, [UInt8]())
    let reader = try GzipReader { target in
      let count = min(pieces, target.count, file.count - position)
      target.copyBytes(from: file[position..<position + count])
      position += count
      return count
    }
    var part = [UInt8](repeating: 0, count: buffer)
    while case let count = try part.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0 {
      text += part[..<count]
    }
    return text
  }

  private func text(_ length: Int, _ letters: UInt8) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(length) << 8 | UInt64(letters))
    return (0..<length).map { _ in UInt8.random(in: 0...letters, using: &random) }
  }

  @Test(
    "What was written is read back, by this program and by gunzip", arguments: [0, 1, 900, 65_536, 300_000])
  func whole(_ length: Int) async throws {
    for letters: UInt8 in [0, 9, 255] {
      let bytes = text(length, letters)
      let file = try compressed(bytes, pieces: 1 + length / 7)
      for pieces in [1 + length / 5, 70_000] {
        #expect(try read(file, pieces: pieces) == bytes)
      }
      try await Folder.with { folder in
        let digits = file.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        guard digits.count < 20_000 else { return }
        let unpacked = try await TokenLedgerCommand.shell(
          "printf '\(digits.joined())' | gunzip | od -An -v -tu1 -w1 | tr -d ' '",
          workingDirectory: folder.path)
        #expect(unpacked.status == 0)
        #expect(unpacked.output.split(separator: "\n").compactMap { UInt8($0) } == bytes)
      }
    }
  }

  @Test("No bit of a file can change, and no byte be missing or follow, without being noticed")
  func changed() throws {
    let bytes = text(500, 20)
    let file = try compressed(bytes)
    for place in file.indices {
      for bit in 0..<8 {
        var changed = file
        changed[place] ^= 1 << UInt8(bit)
        #expect(throws: ArchiveError.self, "byte \(place), bit \(bit)") { try read(changed) }
      }
      #expect(throws: ArchiveError.self, "\(place) bytes") { try read(Array(file[..<place])) }
    }
    #expect(throws: ArchiveError.continued) { try read(file + [0]) }
    #expect(throws: ArchiveError.continued) { try read(file + file) }
  }

  @Test("The digest is SHA-256")
  func digest() throws {
    let empty = try SHA256Digest()
    #expect(try empty.finish() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let abc = try SHA256Digest()
    for letter in ["a", "bc"] { try Array(letter.utf8).withUnsafeBytes { try abc.add($0) } }
    #expect(try abc.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
