import Text

/// A site's users table, when wp-config.php sets CUSTOM_USER_TABLE.
///
///     UserTable("people")           // a table of the site's own database
///     UserTable("my-shop.people")   // a table of another one
///     UserTable("`my shop`.people") // names in backquotes, as in SQL
public struct UserTable: Sendable, Hashable {
  /// The database; nil for the site's own.
  public let database: String?
  /// The table.
  public let name: String

  /// The table that a setting names, perhaps with its database; nil for anything but one or two names of 1 to 64
  /// characters: WordPress puts the setting into its statements as it is.
  public init?(_ text: String) {
    var rest = text.unicodeScalars[...]
    var names: [String] = []
    repeat {
      if !names.isEmpty { rest.removeFirst() }
      guard let name = Self.takeName(from: &rest) else { return nil }
      names.append(name)
    } while rest.first == "."
    guard rest.isEmpty, names.count <= 2, let name = names.last else { return nil }
    self.name = name
    database = names.count == 2 ? names[0] : nil
  }

  /// Takes a name, as it is meant. Outside backquotes it may have a hyphen, too: who writes one means no subtraction.
  private static func takeName(from rest: inout Substring.UnicodeScalarView) -> String? {
    var name = String.UnicodeScalarView()
    if rest.first == "`" {
      rest.removeFirst()
      while let scalar = rest.popFirst() {
        if scalar == "`" {
          guard rest.first == "`" else { return isName(name) ? String(name) : nil }
          rest.removeFirst()
        }
        name.append(scalar)
      }
      return nil
    }
    while let scalar = rest.first, isPlain(scalar) { name.append(rest.removeFirst()) }
    return isName(name) ? String(name) : nil
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? isWordByte(UInt8(scalar.value)) || scalar == "$" || scalar == "-" : true
  }

  /// Whether the server can have a table of this name, and a message can show it.
  private static func isName(_ name: String.UnicodeScalarView) -> Bool {
    (1...64).contains(name.count) && name.last != " "
      && name.allSatisfy { $0.value <= 0xFFFF } && printable(String(name)) == String(name)
  }

  /// The table as a statement names it, whatever its characters.
  package var quoted: String { [database, name].compactMap(\.self).map(Self.quoted).joined(separator: ".") }

  /// A name as a statement has it: in backquotes, those in it doubled.
  package static func quoted(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }

  /// What to say where a setting is there and names no table that is understood.
  static func warning(origin: String) -> String {
    "CUSTOM_USER_TABLE in \(origin) is not understood as the name of a table: users are shown by their ids"
  }
}
