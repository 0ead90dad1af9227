import Ledger

extension Breakdown {
  /// What the rows of a breakdown used in each period of its days.
  public struct Across: Sendable {
    /// A period, or the part of it that lies in the window.
    public struct Column: Sendable {
      /// The period's name: "2026-11-21", "2026-W47", "2026-11" or "2026".
      public let label: String
      /// The days counted.
      public let days: ClosedRange<Day>
      /// Whether the period is over, fully counted, and whole.
      public let isComplete: Bool
      /// What all combinations used in it; nil where it ended before the ledger began, as nobody knows.
      public fileprivate(set) var totals: Figures?
      /// What those that have no row used in it; nil likewise.
      public fileprivate(set) var other: Figures?
      /// How many of these there are.
      public fileprivate(set) var otherCount = 0
    }

    /// What a column stands for.
    public let period: Period
    /// The periods, earliest first.
    public private(set) var columns: [Column]
    /// The figures of each row by the places of the columns that it has usage in: a row of many members is mostly empty.
    private var cells: [[Int: Figures]]
    private let nothing: Figures

    /// What a row used in a period; nil where nobody knows.
    public func figures(row: Int, column: Int) -> Figures? {
      cells[row][column] ?? (columns[column].totals == nil ? nil : nothing)
    }

    /// The places of the columns in which a row has usage, ascending.
    public func usedColumns(row: Int) -> [Int] { cells[row].keys.sorted() }

    /// Cuts usage by the periods of a window.
    ///
    /// - Parameters:
    ///   - window: The days.
    ///   - usage: What combinations of members used; the last member is the first day of the period.
    ///   - rows: The members of the rows; all other usage is of the others.
    ///   - nothing: The figures of no usage.
    ///   - completeness: How far the figures are complete.
    init(
      _ window: Window, _ usage: [Usage], of rows: [[Member]], nothing: Figures, _ completeness: Completeness
    ) {
      let period = window.period
      self.period = period
      self.nothing = nothing
      columns = period.partition(window.days).map { days in
        let isRecorded = window.recorded.map { $0.lowerBound <= days.upperBound } ?? false
        return Column(
          label: period.label(days.lowerBound), days: days,
          isComplete: window.isComplete(days, completeness), totals: isRecorded ? nothing : nil,
          other: isRecorded ? nothing : nil)
      }
      cells = rows.map { _ in [:] }
      let places = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
      let firsts = columns.map { Member.day(period.start(of: $0.days.lowerBound)) }
      let starts = Dictionary(uniqueKeysWithValues: zip(firsts, firsts.indices))
      for usage in usage where usage.count != .zero {
        guard let column = usage.members.last.flatMap({ starts[$0] }) else { continue }
        columns[column].totals = (columns[column].totals ?? nothing) + usage.figures
        if let row = places[Array(usage.members.dropLast())] {
          cells[row][column] = (cells[row][column] ?? nothing) + usage.figures
        } else {
          columns[column].other = (columns[column].other ?? nothing) + usage.figures
          columns[column].otherCount += 1
        }
      }
    }
  }

  /// The first days of the periods, to break usage down by beside other dimensions.
  public static func periods(of period: Period) -> Dimension {
    Dimension(key: "periods", title: "Period", plural: "Periods", of: .day) { member in
      guard case .day(let day) = member else { return .none }
      return .day(period.start(of: day))
    }
  }
}

extension [Usage] {
  /// The same, whatever the last member is.
  func addedUpByAllButLast(from nothing: Figures) -> [Usage] {
    reduce(into: [[Member]: Figures]()) { sums, usage in
      sums[Array<Member>(usage.members.dropLast()), default: nothing] += usage.figures
    }.map { Usage(of: $0.key, $0.value) }
  }
}
