import Foundation
import FoundationXML

/// An SVG document as a parser of XML reads it.
struct Drawing {
  struct Element: Equatable {
    let name: String
    let attributes: [String: String]
    /// The text of the element itself and of those in it.
    var text = ""

    /// A coordinate or a length.
    subscript(name: String) -> Double? { attributes[name].flatMap(Double.init) }
  }

  /// All elements, in the order of their beginnings.
  let elements: [Element]

  /// Parses a document; throws when it is not well-formed.
  init(_ svg: String) throws {
    let parser = XMLParser(data: Data(svg.utf8))
    let reader = Reader()
    parser.delegate = reader
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.coderReadCorrupt) }
    elements = reader.elements
  }

  /// The bars: rectangles that say what they are.
  var bars: [Element] { elements.filter { $0.name == "rect" && !$0.text.isEmpty } }

  /// The periods' names, from left to right.
  var labels: [Element] {
    elements.filter { $0.name == "text" && $0["y"] == 266 }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      // Line feeds between elements are layout.
      for index in open where text != "\n" { elements[index].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
