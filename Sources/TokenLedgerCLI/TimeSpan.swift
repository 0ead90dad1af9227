import ArgumentParser
import Configuration

extension TimeSpan: ExpressibleByArgument {
  /// A length of time such as `90s`, `15m` or `24h`.
  public init?(argument: String) {
    self.init(argument)
  }
}
