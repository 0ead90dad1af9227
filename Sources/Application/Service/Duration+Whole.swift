extension Duration {
  /// The whole seconds of it.
  package var wholeSeconds: Int { Int(components.seconds) }

  /// The whole milliseconds of it.
  package var wholeMilliseconds: Int { Int(self / .milliseconds(1)) }
}
