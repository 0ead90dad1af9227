<?php
/**
 * Lines for the server's cron.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * What to put into the crontab where WordPress' own cron, or PHP itself, cannot start the tool. For display only.
 */
final class TokenLedger_Crontab {

	/**
	 * The line that keeps the present blog's ledger up to date.
	 *
	 * @return string
	 */
	public static function sync() {
		return self::line( self::command( TokenLedger_Commands::sync(), '>/dev/null' ) );
	}

	/**
	 * The line that also keeps the files from which TokenLedger_Files_Runner answers.
	 *
	 * Each file is replaced as a whole, so that no half of one is ever read.
	 *
	 * @return string
	 */
	public static function files() {
		$folder   = self::quoted( self::folder() . '/' . get_current_blog_id() );
		$commands = array(
			"mkdir -p $folder && cd $folder || exit",
			self::command( TokenLedger_Commands::sync(), '>/dev/null' ),
			// The tool fails when a check does, and has then written the document nevertheless.
			self::document( TokenLedger_Commands::doctor(), '>new; test -s new && mv new doctor.json' ),
		);
		foreach ( TokenLedger_Span::PERIODS as $period ) {
			$span       = TokenLedger_Span::of( array( 'period' => $period ) );
			$dashboard  = TokenLedger_Commands::dashboard( $span, TokenLedger_Page::TOP, false );
			$commands[] = self::document( $dashboard, ">new && mv new dashboard-$period.json" );
		}
		$commands[] = self::command( TokenLedger_Commands::export( false, new TokenLedger_Span() ), '>new && mv new usage.csv' );
		return self::line( implode( '; ', $commands ) );
	}

	/**
	 * The folder of those files: the one that is set, or one beside the website's own.
	 *
	 * @return string
	 */
	public static function folder() {
		return defined( 'TOKENLEDGER_FILES' )
			? untrailingslashit( TOKENLEDGER_FILES )
			: dirname( untrailingslashit( ABSPATH ) ) . '/tokenledger';
	}

	/**
	 * A command that answers with a document, as a shell takes it.
	 *
	 * @param string[] $words Its words, which need no quotes.
	 * @param string   $end   What becomes of its output.
	 * @return string
	 */
	private static function document( array $words, $end ) {
		return self::command( array_merge( $words, array( '--format', 'json' ) ), $end );
	}

	/**
	 * A command as a shell takes it.
	 *
	 * @param string[] $words Its words, which need no quotes.
	 * @param string   $end   What becomes of its output.
	 * @return string
	 */
	private static function command( array $words, $end ) {
		return sprintf( '%s %s --quiet %s %s', self::tool(), implode( ' ', $words ), self::site(), $end );
	}

	/**
	 * How the shell finds the tool.
	 *
	 * @return string
	 */
	private static function tool() {
		$tool = new TokenLedger_Tool();
		$path = $tool->path();
		return is_wp_error( $path ) ? 'tokenledger' : self::quoted( $path );
	}

	/**
	 * The options that say where the present blog is.
	 *
	 * @return string
	 */
	private static function site() {
		$site = '--wp-path ' . self::quoted( untrailingslashit( ABSPATH ) );
		return is_multisite() ? $site . ' --blog ' . get_current_blog_id() : $site;
	}

	/**
	 * A line for the crontab, as often as the setting says.
	 *
	 * @param string $command What the shell is to do; its percent signs would be line ends to cron.
	 * @return string
	 */
	private static function line( $command ) {
		$minutes = TokenLedger_Settings::interval();
		return ( $minutes < 60 ? "*/$minutes * * * *" : '7 * * * *' ) . '  ' . str_replace( '%', '\%', $command );
	}

	/**
	 * A path as a shell takes it, without quotes where it needs none.
	 *
	 * @param string $path A path.
	 * @return string
	 */
	private static function quoted( $path ) {
		return preg_match( '~^[A-Za-z0-9_./-]+$~D', $path ) ? $path : "'" . str_replace( "'", "'\\''", $path ) . "'";
	}
}
