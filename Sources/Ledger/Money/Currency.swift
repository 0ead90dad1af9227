/// A currency, by its code of ISO 4217.
public struct Currency: Hashable, Sendable {
  /// The code, three capital letters.
  public let code: String

  /// The currency of price lists.
  public static let usd = Currency(known: "USD")

  /// The currency with a code; nil for text that is no code of ISO 4217.
  public init?(_ code: String) {
    guard code.utf8.count == 3, Self.codes.split(separator: " ").contains(Substring(code)) else { return nil }
    self.code = code
  }

  private init(known code: String) { self.code = code }

  /// The codes of the standard's list of currencies and funds as of 2025, and those that it has withdrawn since 2022, but
  /// for the codes of tests and of no currency.
  private static let codes = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF \
    CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
    HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD \
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD \
    USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG ZWL
    """
}
