import Text

/// A name of a setting found in a file, when it looks like one: a line that is no setting at all may be a
/// password that lost its key, so anything unusual stays unnamed.
func settingName(_ text: some StringProtocol) -> String? {
  let isNameLike = text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
  return isNameLike && !text.isEmpty && text.utf8.count <= 64 ? String(text) : nil
}
