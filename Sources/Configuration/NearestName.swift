/// The names that somebody may have meant, at most three: those with a word that begins with what was written, in their
/// order, and the one that is spelt nearly the same.
///
///     nearestNames(to: "token", of: ["total_tokens", "cost"])  // ["total_tokens"]
///
/// - Returns: The names; none where there is nothing near enough to be meant.
package func nearestNames(to name: String, of names: [String]) -> [String] {
  let wanted = plain(name)
  let begun = names.filter { hasWord(beginningWith: wanted, plain($0)) }
  let near = names.map { (name: $0, distance: distance(from: wanted, to: plain($0))) }
    .min { $0.distance < $1.distance }
  let misspelt = near.flatMap {
    $0.distance <= max(1, wanted.count / 3) && !begun.contains($0.name) ? $0.name : nil
  }
  return Array((begun + [misspelt].compactMap(\.self)).prefix(3))
}

/// Whether a name, or a word in it, begins with what was written. Fewer than three characters begin too much, and what
/// stands after "no" means the opposite.
private func hasWord(beginningWith wanted: [Character], _ name: [Character]) -> Bool {
  guard wanted.count >= 3 else { return false }
  if name.starts(with: wanted) { return true }
  let places = name.indices.dropFirst().filter { name[$0 - 1] == "_" }
  return !name.starts(with: "no_") && places.contains { name[$0...].starts(with: wanted) }
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
