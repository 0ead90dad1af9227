<?php
/**
 * Finding the tool.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The tokenledger command line tool on this server.
 */
final class TokenLedger_Tool {

	/**
	 * The oldest version whose answers the plugin understands.
	 */
	const OLDEST_VERSION = '0.6.0';

	/**
	 * The option with the path that an administrator has set; on a multisite it is the network's.
	 */
	const OPTION = 'tokenledger_bin';

	/**
	 * Where the version of a file is remembered: running the tool to ask costs as much as a small report.
	 */
	const VERSION_CACHE = 'tokenledger_version';

	/**
	 * Where the tool is.
	 *
	 * The constant TOKENLEDGER_BIN decides, else the setting (unless DISALLOW_FILE_MODS), else the plugin's own folder
	 * bin and the usual places are looked at. PATH is not: PHP's is seldom that of a person's shell.
	 *
	 * @return string|WP_Error
	 */
	public function path() {
		if ( self::is_pinned() ) {
			return self::usable( (string) TOKENLEDGER_BIN, 'TOKENLEDGER_BIN' );
		}
		// Where no code may be changed from within, no option may say what is run.
		$path = wp_is_file_mod_allowed( self::OPTION ) ? (string) get_site_option( self::OPTION, '' ) : '';
		if ( '' !== $path ) {
			$refusal = self::refusal( $path );
			return $refusal ? $refusal : self::usable( $path, __( 'the setting', 'tokenledger' ) );
		}
		foreach ( array_merge( self::own_places(), self::usual_places() ) as $place ) {
			// Outside of open_basedir PHP warns and says no.
			if ( @is_file( $place ) && @is_executable( $place ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors
				return $place;
			}
		}
		return TokenLedger_Problem::make(
			'tokenledger_missing',
			__( 'The tokenledger tool was not found on this server.', 'tokenledger' ),
			__( 'Install it as /usr/local/bin/tokenledger, unpack the portable archive into the plugin\'s folder bin, or say in wp-config.php where it is: define( \'TOKENLEDGER_BIN\', \'/path/to/tokenledger\' );', 'tokenledger' ),
			503
		);
	}

	/**
	 * Whether wp-config.php says where the tool is, so that no setting can.
	 *
	 * @return bool
	 */
	public static function is_pinned() {
		return defined( 'TOKENLEDGER_BIN' ) && '' !== (string) TOKENLEDGER_BIN;
	}

	/**
	 * Whether the person here may set which program the plugin starts: one who may bring PHP code onto the site may.
	 *
	 * @return bool
	 */
	public static function may_be_set() {
		return ! self::is_pinned()
			&& wp_is_file_mod_allowed( self::OPTION )
			&& current_user_can( is_multisite() ? 'manage_network_plugins' : 'install_plugins' );
	}

	/**
	 * Why a path cannot be set.
	 *
	 * @param string $path A path.
	 * @return WP_Error|null Null when it can.
	 */
	public static function refusal( $path ) {
		if ( '/' !== substr( $path, 0, 1 ) || preg_match( '/[\x00-\x1f\x7f]/', $path ) ) {
			return self::unusable(
				__( 'The path of the tokenledger tool must begin with a slash.', 'tokenledger' ),
				__( 'For example: /usr/local/bin/tokenledger', 'tokenledger' )
			);
		}
		$real = @realpath( $path ); // phpcs:ignore WordPress.PHP.NoSilencedErrors
		$real = wp_normalize_path( $real ? $real : $path );
		foreach ( array( ABSPATH, WP_CONTENT_DIR ) as $folder ) {
			// What visitors can reach, visitors may have uploaded.
			if ( 0 === strpos( $real, trailingslashit( wp_normalize_path( realpath( $folder ) ) ) ) ) {
				return self::unusable(
					__( 'The tokenledger tool must not lie in the website\'s own folder.', 'tokenledger' ),
					__( 'Put it where visitors cannot reach it, such as /usr/local/bin/tokenledger', 'tokenledger' )
				);
			}
		}
		return null;
	}

	/**
	 * What tells the tool's file from another one, also at the same place.
	 *
	 * @return string Empty when there is no tool.
	 */
	public function file() {
		$path = $this->path();
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- outside of open_basedir it only has less to go by.
		return is_wp_error( $path ) ? '' : implode( '|', array( $path, @filemtime( $path ), @filesize( $path ) ) );
	}

	/**
	 * The version of the tool, when it is one that the plugin understands.
	 *
	 * @param TokenLedger_Program_Runner $runner Starts it.
	 * @return string|WP_Error
	 */
	public function version( TokenLedger_Program_Runner $runner ) {
		$path = $this->path();
		if ( is_wp_error( $path ) ) {
			return $path;
		}
		$file  = $this->file();
		$known = get_site_transient( self::VERSION_CACHE );
		if ( is_array( $known ) && isset( $known['file'], $known['version'] ) && $file === $known['file'] ) {
			return self::new_enough( $known['version'], $path );
		}
		$result = $runner->execute( array_merge( array( $path ), TokenLedger_Commands::version() ), 5 );
		if ( 0 !== $result->code ) {
			return TokenLedger_Problem::of( $result );
		}
		if ( ! preg_match( '/^\d+\.\d+\.\d+\b/', trim( $result->output ), $match ) ) {
			return TokenLedger_Problem::unreadable( '--version' );
		}
		$version = $match[0];
		set_site_transient( self::VERSION_CACHE, compact( 'file', 'version' ), DAY_IN_SECONDS );
		return self::new_enough( $version, $path );
	}

	/**
	 * Where the portable archive lies when it was unpacked into the plugin: its files in bin itself, or, as a file
	 * manager does it, in a folder there that has the archive's name. Of several the newest is the first.
	 *
	 * @return string[]
	 */
	private static function own_places() {
		$bin      = dirname( TOKENLEDGER_FILE ) . '/bin';
		$unpacked = glob( $bin . '/tokenledger-*/tokenledger' );
		$unpacked = $unpacked ? $unpacked : array();
		rsort( $unpacked, SORT_NATURAL );
		return array_merge( array( $bin . '/tokenledger' ), $unpacked );
	}

	/**
	 * Where the tool usually is.
	 *
	 * @return string[]
	 */
	private static function usual_places() {
		$places = array(
			'/usr/local/bin/tokenledger',
			'/usr/bin/tokenledger',
			'/opt/tokenledger/bin/tokenledger',
			// On shared hosting the home is often all that one has: public_html's sibling, or a person's own.
			dirname( untrailingslashit( ABSPATH ) ) . '/bin/tokenledger',
		);
		$home = getenv( 'HOME' );
		if ( is_string( $home ) && '/' === substr( $home, 0, 1 ) ) {
			$places[] = untrailingslashit( $home ) . '/.local/bin/tokenledger';
			$places[] = untrailingslashit( $home ) . '/bin/tokenledger';
		}
		return $places;
	}

	/**
	 * The path, when there is a program.
	 *
	 * @param string $path A path.
	 * @param string $by   Who named it.
	 * @return string|WP_Error
	 */
	private static function usable( $path, $by ) {
		// Where open_basedir keeps PHP from looking it still may start the program; the version will tell.
		// phpcs:disable WordPress.PHP.NoSilencedErrors
		$hidden = '' !== (string) ini_get( 'open_basedir' );
		if ( ! @is_file( $path ) && ! $hidden ) {
			return self::unusable(
				/* translators: 1: path of a file, 2: TOKENLEDGER_BIN or "the setting" */
				sprintf( __( 'There is no file %1$s, where the tokenledger tool should be by %2$s.', 'tokenledger' ), $path, $by ),
				__( 'Install the tool there, or correct the path.', 'tokenledger' )
			);
		}
		if ( ! @is_executable( $path ) && ! $hidden ) {
			return self::unusable(
				/* translators: %s: path of a file */
				sprintf( __( 'The web server may not run %s.', 'tokenledger' ), $path ),
				/* translators: %s: path of a file */
				sprintf( __( 'On the server: chmod a+rx %s', 'tokenledger' ), $path )
			);
		}
		// phpcs:enable
		return $path;
	}

	/**
	 * A version, when the plugin understands it.
	 *
	 * @param string $version A version.
	 * @param string $path    Where the tool is.
	 * @return string|WP_Error
	 */
	private static function new_enough( $version, $path ) {
		if ( version_compare( $version, self::OLDEST_VERSION, '>=' ) ) {
			return $version;
		}
		return self::unusable(
			/* translators: 1: path of a file, 2: its version, 3: the version that is needed */
			sprintf( __( '%1$s is version %2$s; the plugin needs %3$s or later.', 'tokenledger' ), $path, $version, self::OLDEST_VERSION ),
			__( 'Install the tool that the plugin came with.', 'tokenledger' )
		);
	}

	/**
	 * The problem that the tool cannot be used.
	 *
	 * @param string $message What is wrong.
	 * @param string $advice  What to do.
	 * @return WP_Error
	 */
	private static function unusable( $message, $advice ) {
		return TokenLedger_Problem::make( 'tokenledger_unusable', $message, $advice, 503 );
	}
}
