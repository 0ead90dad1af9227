<?php
/**
 * The network's page.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * All blogs of a network with what each of them uses, and where the network's tool is.
 */
final class TokenLedger_Network_Page {

	/**
	 * The page's slug, the action of its form, and how many blogs it shows at a time.
	 */
	const SLUG         = 'tokenledger-network';
	const ACTION       = 'tokenledger_network_settings';
	const BLOGS_A_PAGE = 20;

	/**
	 * Seconds after which no further blog is asked: the page must come, whatever the database does.
	 */
	const PATIENCE = 15;

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'network_admin_menu', array( __CLASS__, 'add' ) );
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'save' ) );
		add_action( 'admin_post_nopriv_' . self::ACTION, array( __CLASS__, 'save' ) );
	}

	/**
	 * Adds the page.
	 */
	public static function add() {
		add_submenu_page(
			'sites.php',
			__( 'Token Usage', 'tokenledger' ),
			__( 'Token Usage', 'tokenledger' ),
			'manage_network',
			self::SLUG,
			array( __CLASS__, 'show' )
		);
	}

	/**
	 * Saves where the tool is.
	 */
	public static function save() {
		TokenLedger_Actions::demand( self::ACTION, 'manage_network' );
		if ( ! TokenLedger_Tool::may_be_set() ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'tokenledger' ), '', array( 'response' => 403 ) );
		}
		// phpcs:ignore WordPress.Security -- demanded above; checked by TokenLedger_Tool::refusal, and never part of a line.
		$path    = isset( $_POST['tokenledger_bin'] ) ? trim( (string) wp_unslash( $_POST['tokenledger_bin'] ) ) : '';
		$refusal = '' === $path ? null : TokenLedger_Tool::refusal( $path );
		if ( $refusal ) {
			TokenLedger_Actions::remember( $refusal );
		} else {
			update_site_option( TokenLedger_Tool::OPTION, $path );
			delete_site_transient( TokenLedger_Tool::VERSION_CACHE );
			TokenLedger_Actions::remember( __( 'The settings were saved.', 'tokenledger' ) );
		}
		wp_safe_redirect( self::url() );
		exit;
	}

	/**
	 * Shows the page.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_network' ) ) {
			wp_die( esc_html__( 'You are not allowed to see the token usage.', 'tokenledger' ), 403 );
		}
		echo '<div class="wrap tokenledger" id="tokenledger-network"><h1>' . esc_html__( 'Token Usage', 'tokenledger' ) . '</h1>';
		TokenLedger_Actions::show_outcome();
		$ready = TokenLedger_Ledger::of()->ready();
		if ( is_wp_error( $ready ) ) {
			TokenLedger_Notices::error( $ready );
		} else {
			self::show_blogs();
		}
		self::show_settings();
		echo '</div>';
	}

	/**
	 * Shows a page of the blogs.
	 */
	private static function show_blogs() {
		// phpcs:ignore WordPress.Security.NonceVerification -- it only shows.
		$page  = isset( $_GET['paged'] ) ? max( 1, absint( $_GET['paged'] ) ) : 1;
		$query = array(
			'number'  => self::BLOGS_A_PAGE,
			'offset'  => ( $page - 1 ) * self::BLOGS_A_PAGE,
			'orderby' => 'id',
		);
		$all   = get_sites( array( 'count' => true ) );
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-blogs-caption">
			<table id="tokenledger-blogs" class="widefat striped tokenledger-usage">
				<caption id="tokenledger-blogs-caption"><?php esc_html_e( 'Tokens of each site, counted by its own clock', 'tokenledger' ); ?></caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'Site', 'tokenledger' ); ?></th>
						<?php foreach ( TokenLedger_Summary_View::labels() as $label ) : ?>
							<th scope="col" class="tokenledger-number"><?php echo esc_html( $label ); ?></th>
						<?php endforeach; ?>
						<th scope="col"><?php esc_html_e( 'Last sync', 'tokenledger' ); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php
					$deadline = microtime( true ) + self::PATIENCE;
					$blogs    = array();
					foreach ( get_sites( $query ) as $blog ) {
						$blogs[] = self::show_blog( $blog, microtime( true ) < $deadline );
					}
					?>
				</tbody>
				<tfoot>
					<?php self::show_total( $blogs, $all > self::BLOGS_A_PAGE ); ?>
				</tfoot>
			</table>
		</div>
		<?php
		$links = paginate_links(
			array(
				'base'    => add_query_arg( 'paged', '%#%', self::url() ),
				'format'  => '',
				'current' => $page,
				'total'   => (int) ceil( $all / self::BLOGS_A_PAGE ),
			)
		);
		if ( $links ) {
			/* translators: navigation through the pages of a list */
			printf( '<nav class="tokenledger-pages" aria-label="%s">%s</nav>', esc_attr__( 'Pages', 'tokenledger' ), wp_kses_post( $links ) );
		}
	}

	/**
	 * Shows what all blogs of the page use together.
	 *
	 * @param array[] $blogs   What each blog used, as `show_blog` gives it.
	 * @param bool    $is_part Whether the network has more blogs than the page.
	 */
	private static function show_total( array $blogs, $is_part ) {
		$counted = array_filter( $blogs );
		$missing = count( $blogs ) - count( $counted );
		$note    = '';
		if ( $missing > 0 ) {
			/* translators: %s: number of sites */
			$note = sprintf( _n( 'without %s site that is not counted', 'without %s sites that are not counted', $missing, 'tokenledger' ), number_format_i18n( $missing ) );
		}
		printf(
			'<tr id="tokenledger-network-total" class="tokenledger-total"><th scope="row">%s%s</th>',
			$is_part ? esc_html__( 'Total of the sites on this page', 'tokenledger' ) : esc_html__( 'Total', 'tokenledger' ),
			'' === $note ? '' : ' <span class="description tokenledger-note">(' . esc_html( $note ) . ')</span>'
		);
		foreach ( array_keys( TokenLedger_Summary_View::labels() ) as $span ) {
			$tokens = array_column( $counted, $span );
			$known  = array_filter( $tokens, 'is_int' );
			printf(
				'<td class="tokenledger-number">%s%s</td>',
				count( $known ) < count( $tokens ) && $known ? TokenLedger_Notices::sign( TokenLedger_Money::AT_LEAST, __( 'at least', 'tokenledger' ) ) . ' ' : '', // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
				$tokens && ! $known ? esc_html__( 'not counted yet', 'tokenledger' ) : esc_html( number_format_i18n( array_sum( $known ) ) )
			);
		}
		echo '<td></td></tr>';
	}

	/**
	 * Shows a blog.
	 *
	 * @param WP_Site $blog The blog.
	 * @param bool    $ask  Whether there is time to ask for its figures.
	 * @return array|null The tokens of each span, null for one that no sync has reached; null when it is not counted.
	 */
	private static function show_blog( WP_Site $blog, $ask ) {
		$summary = $ask ? TokenLedger_Ledger::of( (int) $blog->blog_id )->summary() : null;
		$reason  = __( 'Not asked: the sites before took too long.', 'tokenledger' );
		if ( is_wp_error( $summary ) ) {
			$reason = $summary->get_error_message();
		} elseif ( $summary && null === $summary['last_sync'] ) {
			$reason = __( 'Not counted yet: the chatbot has written no log here, or no sync has run.', 'tokenledger' );
		}
		$counted = is_array( $summary ) && null !== $summary['last_sync'];
		$note    = $counted ? TokenLedger_Report_View::incompleteness( $summary ) : '';
		printf(
			'<tr id="tokenledger-blog-%1$d"><th scope="row"><a href="%2$s">%3$s</a>%4$s</th>',
			(int) $blog->blog_id,
			esc_url( get_admin_url( (int) $blog->blog_id ) ),
			TokenLedger_Notices::text( '' !== $blog->blogname ? $blog->blogname : $blog->siteurl ), // phpcs:ignore WordPress.Security.EscapeOutput
			'' === $note ? '' : ' <p class="description tokenledger-note">' . esc_html( $note ) . '</p>'
		);
		if ( ! $counted ) {
			printf( '<td colspan="4">%s</td></tr>', esc_html( $reason ) );
			return null;
		}
		$tokens = array();
		foreach ( array_keys( TokenLedger_Summary_View::labels() ) as $span ) {
			$tokens[ $span ] = TokenLedger_Summary_View::is_unknown( $summary, $span ) ? null : $summary[ $span ]['current']['total_tokens'];
			printf(
				'<td class="tokenledger-number">%s</td>',
				null === $tokens[ $span ] ? esc_html__( 'not counted yet', 'tokenledger' ) : esc_html( number_format_i18n( $tokens[ $span ] ) )
			);
		}
		$time = (int) strtotime( $summary['last_sync'] );
		printf(
			'<td class="tokenledger-synced"><time datetime="%s" title="%s">%s</time></td></tr>',
			esc_attr( gmdate( 'c', $time ) ),
			esc_attr( TokenLedger_Dates::moment( $summary['last_sync_local'] ) ),
			/* translators: %s: time span such as "2 minutes" */
			esc_html( sprintf( __( '%s ago', 'tokenledger' ), human_time_diff( $time ) ) )
		);
		return $tokens;
	}

	/**
	 * Shows the network's setting.
	 */
	private static function show_settings() {
		if ( ! TokenLedger_Tool::may_be_set() ) {
			return;
		}
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-network-settings">
			<?php TokenLedger_Actions::show_fields( self::ACTION ); ?>
			<h2><label for="tokenledger-bin"><?php esc_html_e( 'The tokenledger tool', 'tokenledger' ); ?></label></h2>
			<?php TokenLedger_Settings_Fields::show_bin(); ?>
			<?php submit_button(); ?>
		</form>
		<?php
	}

	/**
	 * The page's address.
	 *
	 * @return string Not escaped.
	 */
	private static function url() {
		return network_admin_url( 'sites.php?page=' . self::SLUG );
	}
}
