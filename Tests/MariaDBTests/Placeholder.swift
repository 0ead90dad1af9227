import MariaDB
import Testing
import TestSupport
@Test(.freshDatabase) func first() throws {
  let c = try TestDatabase.current.connect()
  print(c.serverVersion, c.connectionID, c.tlsCipher as Any)
  print(try c.rows("SELECT 1, 'x', \(5)", as: (Int, String, Int).self))
  print(try c.firstRow("SELECT 1", as: Int.self) as Any)
  let single: Int? = try c.firstRow("SELECT 1")
  print(single as Any)
  print(try TestDatabase.current.run(sql: "create table t (d date); insert into t values (0); select * from t"))
  print(try c.rows("SELECT d from t", as: DateTime.self))
}
