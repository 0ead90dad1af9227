import Ledger
import Text

extension PriceList {
  /// The platforms, in the order of the list. Unlike a lookup it reads the whole list.
  ///
  /// - Throws: `Failure` (78) when a line cannot be read, which the check of a list rules out.
  package func platforms() throws -> [String] {
    var platforms: [String] = []
    try forEachLine { line in
      if case .platform = line.content { platforms.append(line.platform) }
    }
    return platforms
  }

  /// The models that have a line, in the order of the list, and the platforms of which every model is free, with an empty
  /// name. Unlike a lookup it reads the whole list.
  ///
  /// - Throws: `Failure` (78) when a line cannot be read, which the check of a list rules out.
  package func models() throws -> [Model] {
    var models: [Model] = []
    try forEachLine { line in
      if case .platform(let billing, _) = line.content, billing != .free { return }
      let model = Model(platform: line.platform, name: line.name)
      if models.last != model { models.append(model) }
    }
    return models
  }

  private func forEachLine(_ body: (PriceLine) -> Void) throws {
    var start = self.body
    while start < bytes.endIndex {
      let end = bytes.lineEnd(start)
      do {
        body(try PriceLine(bytes[start..<end - 1], number: 0))
      } catch {
        throw Failure(error, in: "the price list")
      }
      start = end
    }
  }
}
