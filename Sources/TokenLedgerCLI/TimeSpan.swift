import ArgumentParser

/// A length of time as the command line takes it: `90s`, `15m` or `24h`.
struct TimeSpan: ExpressibleByArgument {
  let duration: Duration

  init(_ duration: Duration) {
    self.duration = duration
  }

  init?(argument: String) {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600]
    let digits = argument.dropLast()
    guard let unit = argument.last.flatMap({ units[$0] }), (1...6).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int64(digits)
    else { return nil }
    duration = .seconds(number * unit)
  }

  var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
