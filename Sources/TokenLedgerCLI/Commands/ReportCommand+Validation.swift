import ArgumentParser

extension ReportCommand {
  func validate() throws {
    try lister.validate()
    if sites != nil {
      try breakdown.validateOfSites(output.format, isLive: live)
    } else {
      try breakdown.validate(output.format, isLive: live)
    }
    if noSync && live { throw ValidationError("--no-sync and --live exclude each other") }
    if live && !model.isEmpty {
      throw ValidationError("--model does not go with --live: the log does not say which model answered")
    }
    if report.top != nil && live && !breakdown.isAsked {
      throw ValidationError("--top does not go with --live: the log is counted by day alone")
    }
    if let format = output.format, format.isPicture, report.top != nil, !breakdown.isAsked {
      throw ValidationError(
        "--top does not go with --format \(format): a chart shows the periods alone")
    }
  }
}
