/// The name that somebody probably meant.
///
/// - Returns: The nearest of `names`, the first of several; nil when none is near enough to be meant.
package func nearestName(to name: String, of names: [String]) -> String? {
  let wanted = plain(name)
  let near = names.map { (name: $0, distance: distance(from: wanted, to: plain($0))) }
    .min { $0.distance < $1.distance }
  guard let near, near.distance <= max(1, wanted.count / 3) else { return nil }
  return near.name
}

/// The name as it is compared: `wpPath`, `wp-path` and `WP_PATH` are nearly the same.
private func plain(_ name: String) -> [Character] {
  name.lowercased().map { $0 == "-" ? "_" : $0 }
}

/// How many characters have to be put in, left out, changed or swapped with their neighbour.
private func distance(from left: [Character], to right: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, character) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
      if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
