import Testing

@testable import Sites

@Suite("The options of a site's clock")
struct TimeZoneOptionsTests {
  @Test("The options that are read are these and no others")
  func names() {
    #expect(TimeZoneOptions.names == ["timezone_string", "gmt_offset"])
  }

  @Test(
    "A site without a clock has UTC's",
    arguments: [[:], ["gmt_offset": "", "timezone_string": ""]])
  func defaults(_ values: [String: String]) throws {
    let options = try TimeZoneOptions(values: values)
    #expect(options.zone.name == "UTC")
    #expect(options.zone.secondsFromGMT(at: 0) == 0)
    #expect(options.warnings == [])
  }

  @Test("A named zone comes before an offset")
  func named() throws {
    let options = try TimeZoneOptions(values: ["timezone_string": "America/St_Johns", "gmt_offset": "9"])
    #expect(options.zone.name == "America/St_Johns")
    #expect(options.zone.secondsFromGMT(at: 1_700_000_000) == -12_600)
    #expect(options.warnings == [])
  }

  @Test(
    "Without a named zone the clock is a number of hours from UTC",
    arguments: [
      ("-3.5", "UTC-03:30", -12_600), ("5.75", "UTC+05:45", 20_700), ("0", "UTC", 0),
      ("14", "UTC+14:00", 50_400),
      ("-12", "UTC-12:00", -43_200), ("+1", "UTC+01:00", 3600), ("-0.5", "UTC-00:30", -1800),
    ])
  func offsets(_ text: String, _ name: String, _ seconds: Int) throws {
    let options = try TimeZoneOptions(values: ["gmt_offset": text])
    #expect(options.zone.name == name)
    #expect(options.zone.secondsFromGMT(at: 1_700_000_000) == seconds)
    #expect(options.warnings == [])
  }

  @Test(
    "An offset with more than a number is read like PHP's (float), with a warning",
    arguments: [
      ("5,5", "UTC+05:00", 18_000), ("-3.5h", "UTC-03:30", -12_600), ("2 hours", "UTC+02:00", 7200),
      ("1e", "UTC+01:00", 3600), ("5.5.5", "UTC+05:30", 19_800), ("0x5", "UTC", 0),
    ])
  func leadingNumber(_ text: String, _ name: String, _ seconds: Int) throws {
    let options = try TimeZoneOptions(values: ["gmt_offset": text])
    #expect(options.zone.secondsFromGMT(at: 0) == seconds)
    #expect(options.warnings == ["the option gmt_offset holds \(text), which WordPress reads as \(name)"])
  }

  @Test(
    "Every way in which PHP writes a number is one",
    arguments: [
      (" 5", 18_000), ("5 ", 18_000), ("5.", 18_000), (".5", 1800), ("1e1", 36_000), ("55e-1", 19_800),
      ("+5.75", 20_700), ("-.5", -1800), ("5.1", 18_300),
    ])
  func numbers(_ text: String, _ seconds: Int) throws {
    let options = try TimeZoneOptions(values: ["gmt_offset": text])
    #expect(options.zone.secondsFromGMT(at: 0) == seconds)
    #expect(options.warnings == [])
  }

  @Test(
    "An offset that is no number of hours is taken for UTC, with a warning",
    arguments: ["east", "1e3", "24", "--1", "."])
  func badOffset(_ text: String) throws {
    let options = try TimeZoneOptions(values: ["gmt_offset": text])
    #expect(options.zone.name == "UTC")
    #expect(
      options.warnings == [
        "the option gmt_offset is not a number of hours, so UTC is used as the site's time zone"
      ])
  }
}
