import CMariaDB

/// Parameters in the shape that the C library reads them from.
///
/// One block of memory holds all values, and stays where it is for as long as a statement may read them.
struct ParameterBuffers: ~Copyable {
  /// What describes the values to the library, which copies it when they are bound.
  private var binds: [MYSQL_BIND]
  /// What each value is.
  private let kinds: [Kind]
  private let storage: UnsafeMutableRawBufferPointer

  /// Of a value, whether others of its type take the same room.
  private enum Kind {
    case int
    case dateTime
    case other

    init(_ parameter: Parameter) {
      self =
        switch parameter {
        case .int: .int
        case .dateTime(let time) where time.libraryTime != nil: .dateTime
        case .null, .unsigned, .double, .text, .bytes, .dateTime: .other
        }
    }
  }

  /// Copies the values.
  init(_ parameters: [Parameter]) {
    binds = []
    kinds = parameters.map(Kind.init)
    binds.reserveCapacity(parameters.count)
    let sizes = parameters.map { ParameterBuffers.size(of: $0) }
    storage = .allocate(byteCount: sizes.reduce(0, +), alignment: ParameterBuffers.alignment)
    var offset = 0
    for (parameter, size) in zip(parameters, sizes) {
      let place = UnsafeMutableRawBufferPointer(rebasing: storage[offset..<(offset + size)])
      binds.append(ParameterBuffers.bind(parameter, in: place))
      offset += size
    }
  }

  deinit {
    storage.deallocate()
  }

  /// Binds the values, once, to a statement, which reads them whenever it is executed.
  mutating func bind(to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool {
    guard binds.count == kinds.count else { return false }
    defer { binds = [] }
    return mysql_stmt_bind_param(statement, &binds) == 0
  }

  /// How many bytes the values take.
  var byteCount: Int { storage.count }

  /// Puts other values in the places of these, where a statement that they are bound to reads them: for thousands of
  /// numbers far quicker than binding these.
  ///
  /// - Returns: Whether they were of the same types, and of such that take the same room whatever their value. If not,
  ///   the values are to be bound.
  func replace(by parameters: [Parameter]) -> Bool {
    guard var place = storage.baseAddress, parameters.count == kinds.count else { return false }
    for (kind, parameter) in zip(kinds, parameters) {
      switch (kind, parameter) {
      case (.int, .int(let number)):
        place.storeBytes(of: number, as: Int64.self)
        place += ParameterBuffers.aligned(MemoryLayout<Int64>.size)
      case (.dateTime, .dateTime(let dateTime)):
        guard let time = dateTime.libraryTime else { return false }
        place.storeBytes(of: time, as: MYSQL_TIME.self)
        place += ParameterBuffers.aligned(MemoryLayout<MYSQL_TIME>.size)
      default: return false
      }
    }
    return true
  }

  private static let alignment = 8

  private static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }

  /// The bytes that a value takes, filled up so that the next one is aligned.
  private static func size(of parameter: Parameter) -> Int {
    let bytes =
      switch parameter {
      case .null: 0
      case .int, .unsigned, .double: 8
      case .text(let text): text.utf8.count
      case .bytes(let bytes): bytes.count
      case .dateTime(let dateTime):
        dateTime.libraryTime == nil ? dateTime.description.utf8.count : MemoryLayout<MYSQL_TIME>.size
      }
    return aligned(bytes)
  }

  private static func bind(_ parameter: Parameter, in place: UnsafeMutableRawBufferPointer) -> MYSQL_BIND {
    var bind = MYSQL_BIND()
    bind.buffer = place.baseAddress
    func copy(_ bytes: some Collection<UInt8>) {
      place.copyBytes(from: bytes)
      bind.buffer_length = UInt(bytes.count)
    }
    switch parameter {
    case .null:
      bind.buffer_type = MYSQL_TYPE_NULL
    case .int(let number):
      bind.buffer_type = MYSQL_TYPE_LONGLONG
      place.storeBytes(of: number, as: Int64.self)
    case .unsigned(let number):
      bind.buffer_type = MYSQL_TYPE_LONGLONG
      bind.is_unsigned = 1
      place.storeBytes(of: number, as: UInt64.self)
    case .double(let number):
      bind.buffer_type = MYSQL_TYPE_DOUBLE
      place.storeBytes(of: number, as: Double.self)
    case .text(let text):
      bind.buffer_type = MYSQL_TYPE_STRING
      copy(text.utf8)
    case .bytes(let bytes):
      bind.buffer_type = MYSQL_TYPE_BLOB
      copy(bytes)
    case .dateTime(let dateTime):
      if let time = dateTime.libraryTime {
        bind.buffer_type = MYSQL_TYPE_DATETIME
        place.storeBytes(of: time, as: MYSQL_TIME.self)
      } else {
        bind.buffer_type = MYSQL_TYPE_STRING
        copy(dateTime.description.utf8)
      }
    }
    return bind
  }
}

extension DateTime {
  /// The time as the library takes it; nil where its binary form would cut a part, such as a month of 300 to a byte:
  /// as text the server checks it.
  fileprivate var libraryTime: MYSQL_TIME? {
    guard (0...9999).contains(year), (0...12).contains(month), (0...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999).contains(microsecond)
    else { return nil }
    var time = MYSQL_TIME()
    (time.year, time.month, time.day) = (UInt32(year), UInt32(month), UInt32(day))
    (time.hour, time.minute, time.second) = (UInt32(hour), UInt32(minute), UInt32(second))
    time.second_part = UInt(microsecond)
    time.time_type = MYSQL_TIMESTAMP_DATETIME
    return time
  }
}
