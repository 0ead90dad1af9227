import Application
import Logging
import Text

/// What the worker works with; tests give it other things than the program does.
public struct WorkerSurroundings: Sendable {
  /// The time.
  public var clock: any WorkerClock
  /// Where it says what it does.
  public var logger: Logger
  /// Who visits the sites.
  public var visitor: any SiteVisiting
  /// Reads the list of sites again; it may block. Throws `Failure`.
  package var relist: @Sendable () throws(Failure) -> SiteListing
  /// Who watches the worker.
  public var notifier: SystemdNotifier
  /// Where it leaves its state; nil for nowhere.
  public var stateFile: StateFile?
  /// Randomness of the intervals: a number from 0 to 1.
  public var random: @Sendable () -> Double = { .random(in: 0...1) }

  /// Surroundings of these parts.
  package init(
    clock: any WorkerClock, logger: Logger, visitor: any SiteVisiting,
    relist: @escaping @Sendable () throws(Failure) -> SiteListing, notifier: SystemdNotifier,
    stateFile: StateFile?
  ) {
    self.clock = clock
    self.logger = logger
    self.visitor = visitor
    self.relist = relist
    self.notifier = notifier
    self.stateFile = stateFile
  }
}
