import Application
import ArgumentParser
import Configuration

/// Where one site is, or many.
struct SitesArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A YAML file that lists sites; a multisite stands for all its blogs.", valueName: "file"),
    completion: .file())
  var sites: String?
  @OptionGroup var site: SiteArguments

  private var lister: SiteLister { SiteLister(file: sites, site: site) }

  func validate() throws { try lister.refuseSingleSite() }

  /// The sites as they are listed now, by the options, the environment or the configuration.
  ///
  /// - Throws: What ``SiteLister/listing(_:)`` throws, or reading the configuration.
  func listing() throws -> SiteListing {
    let found = try ConfigurationSearch.ofThisProcess.load(option: site.config)
    var listing = try lister.listing(found.file)
    listing.warnings = found.warnings + listing.warnings
    return listing
  }
}
