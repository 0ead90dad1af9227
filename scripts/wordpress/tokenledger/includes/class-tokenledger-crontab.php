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
		$folder    = self::quoted( self::folder() . '/' . get_current_blog_id() );
		$dashboard = TokenLedger_Commands::dashboard( TokenLedger_Span::of( array( 'period' => 'daily' ) ), TokenLedger_Page::TOP );
		$dashboard = self::command( array_merge( $dashboard, array( '--format', 'json' ) ), '>new && mv new dashboard-$p.json' );
		return self::line(
			implode(
				'; ',
				array(
					"mkdir -p $folder && cd $folder || exit",
					self::command( TokenLedger_Commands::sync(), '>/dev/null' ),
					// The shell puts in each period.
					sprintf( 'for p in %s; do %s; done', implode( ' ', TokenLedger_Span::PERIODS ), str_replace( '--period daily', '--period $p', $dashboard ) ),
					self::command( TokenLedger_Commands::export( false, new TokenLedger_Span() ), '>new && mv new usage.csv' ),
				)
			)
		);
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
