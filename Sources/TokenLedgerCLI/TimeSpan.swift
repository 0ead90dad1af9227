import ArgumentParser
import Configuration

extension TimeSpan: ExpressibleByArgument {
  /// A length of time such as `90s`, `15m` or `24h`.
  public init?(argument: String) {
    self.init(argument)
  }

  /// The whole seconds of a length as the clock counts it.
  init(_ duration: Duration) {
    self.init(seconds: Int(duration.components.seconds))
  }

  /// The length as the clock counts it.
  var duration: Duration { .seconds(seconds) }
}
