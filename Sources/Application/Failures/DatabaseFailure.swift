import MariaDB
import Text

extension Failure {
  /// What an error means to the person who asked. One that nobody has foreseen is a fault of the program.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as MariaDBError: self.init(database: error)
    default:
      self.init(
        .software, "\(error)",
        advice: "If it happens again, report it with the output of 'tokenledger doctor'.")
    }
  }
}

/// What a database error means for the person who asked.
extension Failure {
  /// The kind of failure and the advice for each kind of error.
  package init(database error: MariaDBError) {
    let (kind, advice) = Self.answer(to: error.kind, error.code)
    self.init(kind, error.description, advice: Self.waitingAdvice(for: error) ?? advice)
  }

  /// What to do when a server answers later, and it is known what it waits for.
  private static func waitingAdvice(for error: MariaDBError) -> String? {
    if error.isLockWait {
      return """
        Something holds a lock: often FLUSH TABLES WITH READ LOCK or a backup's stage, on a cluster a state transfer, or \
        the node is behind the others; SHOW PROCESSLIST on the server shows which. Nothing was lost or counted twice; \
        run it again when it is over.
        """
    }
    if error.isNodeNotReady {
      return """
        This node of the cluster has lost the others, or is still joining them, and answers nothing until then: see SHOW \
        STATUS LIKE 'wsrep_%' there. Nothing was lost or counted twice; run it again when it is back, or on another node.
        """
    }
    return nil
  }

  private static func answer(to kind: MariaDBError.Kind, _ number: Int) -> (Kind, String) {
    switch kind {
    case .unreachable, .connectionLost:
      (.unavailable, "Is the database server running, and are host, port or socket right?")
    case .hostRefused:
      (
        .permission,
        "Create the database account for this machine: CREATE USER 'name'@'host', with its grants."
      )
    case .hostBlocked:
      (
        .unavailable,
        "Have the server's administrator run 'mariadb-admin flush-hosts', and find what caused the failed connections."
      )
    case .sessionEnded:
      (
        .unavailable,
        "The server ended the session at its start, often because of a faulty init_connect: see its error log."
      )
    case .encryption:
      (.unavailable, "Check ssl-mode and ssl-ca in the site's configuration, and the server's certificate.")
    case .loginMethod:
      (
        .unavailable,
        """
        Such a login can give the password away; use an account with mysql_native_password, ed25519 or \
        caching_sha2_password.
        """
      )
    case .credentials:
      (.permission, "Check the user and the password that the site's configuration names.")
    case .passwordExpired:
      (
        .permission,
        "The account's password has expired: set a new one, and update the site's configuration."
      )
    case .accountLocked:
      (.permission, "Have the host or the server's administrator unlock it: ALTER USER … ACCOUNT UNLOCK.")
    case .accessDenied:
      (
        .permission,
        "'tokenledger grants' prints what the database user needs; 'tokenledger report --live' needs SELECT alone."
      )
    case .brokenView:
      (
        .permission,
        "If it is one of TokenLedger's, recreate it: run 'tokenledger migrate' as a user with CREATE VIEW."
      )
    case .tooManyConnections:
      (
        .tryAgain,
        """
        Nothing was lost or counted twice: run it again later (hourly limits end with the hour), or have the \
        host raise the limit.
        """
      )
    case .tooManyStatements:
      (
        .tryAgain,
        "Run it again when the server is less busy, or have the host raise max_prepared_stmt_count."
      )
    case .unknownDatabase: (.unavailable, "Check the database's name in the site's configuration.")
    case .noDatabase: (.configuration, "Name the database in the site's configuration, or with --database.")
    case .unknownTable:
      // Tables that never existed are reported elsewhere, with other advice.
      (
        .noInput,
        """
        The table has disappeared. Nothing was half-written: run it again when the table is back; if it is one of the \
        ledger's own, restore all of them from one backup.
        """
      )
    case .unknownColumn:
      (
        .badData,
        "A table has lost a column. If it is one of TokenLedger's, restore all of them from one backup."
      )
    case .damagedTable:
      (
        .badData,
        "The table is damaged: have it checked and repaired (CHECK TABLE, REPAIR TABLE), or restored from a backup."
      )
    case .transient, .interrupted:
      (.tryAgain, "Nothing was lost or counted twice; run it again in a while.")
    case .timeLimit:
      (
        .tryAgain,
        """
        The server ends statements that take too long (max_statement_time); nothing was lost or counted twice. \
        Run it again when the server is less busy, or have the limit raised for this database user.
        """
      )
    case .exhausted:
      (.tryAgain, "The server has no memory or threads left for it: run it again when it is less busy.")
    case .readOnly:
      (
        .unavailable,
        "The server accepts no writes now: run it again when it does, or use 'tokenledger report --live'."
      )
    case .statementRefused:
      (
        .unavailable,
        "The server's limits forbid the statement: have the host lift max_join_size or sql_safe_updates for this user."
      )
    case .packetTooLarge: (.unavailable, "Have the host raise max_allowed_packet to 16M or more.")
    case .storageFull: (.inputOutput, "Free disk space on the database server, then run it again.")
    case .storage:
      (
        .unavailable,
        "The server's storage failed: see its error log. Nothing was half-written."
      )
    case .options: (.configuration, "Check the connection that the site's configuration names.")
    case .process: (.tryAgain, "Nothing was lost or counted twice; run it again.")
    case .other:
      (
        .unavailable,
        "The server refused the statement: see its manual for error \(number), or ask the host. Nothing was half-written."
      )
    case .mistake, .duplicateKey:
      (
        .software,
        "Nothing was half-written. If it happens again, report it with the output of 'tokenledger doctor'."
      )
    }
  }
}
