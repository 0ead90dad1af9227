/// File names that are safe whatever they are made from.
package enum FileName {
  /// How many bytes of the text are kept; file systems allow 255 in a name.
  private static let longest = 120

  /// A name for a file or folder that stands for `text` alone: `/` is written as `+`, and what is not a letter, a digit,
  /// `_`, or `-` or a dot within, as `%` and two hexadecimal digits. A long text is cut and told apart by a hash.
  package static func safe(_ text: String) -> String {
    var name = ""
    for byte in text.utf8 {
      let isPlain =
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        // A hidden file, the folder above, and what a program takes for an option.
        case UInt8(ascii: "."), UInt8(ascii: "-"): !name.isEmpty
        default: false
        }
      let isSlash = byte == UInt8(ascii: "/")
      name +=
        isSlash ? "+" : isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal(UInt64(byte), digits: 2)
    }
    if name.isEmpty { return "%" }
    return name.utf8.count <= longest
      ? name : name.prefix(longest) + "%" + hexadecimal(hash(text), digits: 16)
  }

  private static func hexadecimal(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// FNV-1a, which is the same in every process.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
