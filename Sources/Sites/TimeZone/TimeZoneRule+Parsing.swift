import Text

extension TimeZoneRule {
  /// The rule of a TZ string with the extensions of RFC 9636; nil when it is malformed.
  init?(_ text: [UInt8]) {
    var scanner = ByteScanner(text)
    guard TimeZoneRule.skipName(&scanner), let west = TimeZoneRule.duration(&scanner, hours: 24) else {
      return nil
    }
    standardOffset = -west
    guard scanner.next != nil else { return }
    guard TimeZoneRule.skipName(&scanner) else { return nil }
    var daylightOffset = standardOffset + 3600
    if scanner.next != UInt8(ascii: ",") {
      guard let west = TimeZoneRule.duration(&scanner, hours: 24) else { return nil }
      daylightOffset = -west
    }
    guard scanner.take(","), let start = YearlyTime(&scanner), scanner.take(","),
      let end = YearlyTime(&scanner),
      scanner.next == nil
    else { return nil }
    daylight = Daylight(offset: daylightOffset, start: start, end: end)
  }

  /// Steps over `EST` or `<+0530>`.
  private static func skipName(_ scanner: inout ByteScanner) -> Bool {
    guard scanner.take("<") else { return scanner.take(while: isLetter).count >= 3 }
    let isNamePart = { (byte: UInt8) in isDigit(byte) || isLetter(byte) || "+-".utf8.contains(byte) }
    return scanner.take(while: isNamePart).count >= 3 && scanner.take(">")
  }

  /// Seconds from `[+-]hh[:mm[:ss]]`; nil when malformed or beyond `hours`.
  fileprivate static func duration(_ scanner: inout ByteScanner, hours limit: Int) -> Int? {
    let isNegative = scanner.take("-")
    if !isNegative { _ = scanner.take("+") }
    guard let hours = number(&scanner), hours <= limit else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where scanner.take(":") {
      guard let part = number(&scanner), part < 60 else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  fileprivate static func number(_ scanner: inout ByteScanner) -> Int? {
    let digits = scanner.take(upTo: 3, while: isDigit)
    return digits.isEmpty ? nil : digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
  }
}

extension TimeZoneRule.YearlyTime {
  /// `Jn`, `n` or `Mm.w.d`, and the time of day behind a slash when it is not two o'clock.
  fileprivate init?(_ scanner: inout ByteScanner) {
    guard let day = DayRule(&scanner) else { return nil }
    self.day = day
    second = 7200
    guard scanner.take("/") else { return }
    guard let time = TimeZoneRule.duration(&scanner, hours: 167) else { return nil }
    second = time
  }
}

extension TimeZoneRule.YearlyTime.DayRule {
  fileprivate init?(_ scanner: inout ByteScanner) {
    if scanner.take("M") {
      guard let month = TimeZoneRule.number(&scanner), (1...12).contains(month), scanner.take("."),
        let week = TimeZoneRule.number(&scanner), (1...5).contains(week), scanner.take("."),
        let day = TimeZoneRule.number(&scanner), (0...6).contains(day)
      else { return nil }
      self = .weekday(month: month, week: week, day: day)
    } else if scanner.take("J") {
      guard let day = TimeZoneRule.number(&scanner), (1...365).contains(day) else { return nil }
      self = .julian(day)
    } else {
      guard let day = TimeZoneRule.number(&scanner), (0...365).contains(day) else { return nil }
      self = .zeroBased(day)
    }
  }
}
