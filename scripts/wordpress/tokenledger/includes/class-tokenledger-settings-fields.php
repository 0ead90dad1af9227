<?php
/**
 * The fields of the settings.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows each setting.
 */
final class TokenLedger_Settings_Fields {

	/**
	 * How often the ledger is brought up to date.
	 */
	public static function show_interval() {
		$set = TokenLedger_Settings::all();
		?>
		<select id="tokenledger-interval" name="tokenledger_settings[interval]">
			<?php foreach ( TokenLedger_Settings::INTERVALS as $minutes ) : ?>
				<option value="<?php echo (int) $minutes; ?>" <?php selected( $set['interval'], $minutes ); ?>>
					<?php
					/* translators: %s: number of minutes */
					echo esc_html( sprintf( __( 'every %s minutes', 'tokenledger' ), number_format_i18n( $minutes ) ) );
					?>
				</option>
			<?php endforeach; ?>
		</select>
		<p class="description"><?php esc_html_e( 'It takes milliseconds: only what is new is read.', 'tokenledger' ); ?></p>
		<?php
	}

	/**
	 * When a long sync pauses for the site's visitors.
	 */
	public static function show_pace() {
		$set   = TokenLedger_Settings::all();
		$names = array(
			'auto'   => __( 'while the site is in use', 'tokenledger' ),
			'gentle' => __( 'always', 'tokenledger' ),
			'full'   => __( 'never', 'tokenledger' ),
		);
		?>
		<select id="tokenledger-pace" name="tokenledger_settings[pace]">
			<?php foreach ( TokenLedger_Settings::PACES as $pace ) : ?>
				<option value="<?php echo esc_attr( $pace ); ?>" <?php selected( $set['pace'], $pace ); ?>><?php echo esc_html( $names[ $pace ] ); ?></option>
			<?php endforeach; ?>
		</select>
		<p class="description"><?php esc_html_e( 'This applies when a long log is read in the background, mainly the first time. "Sync now" never pauses.', 'tokenledger' ); ?></p>
		<?php
	}

	/**
	 * When users are folded.
	 */
	public static function show_fold_months() {
		$set = TokenLedger_Settings::all();
		?>
		<input type="number" id="tokenledger-fold_months" name="tokenledger_settings[fold_months]" class="small-text"
			min="0" max="<?php echo (int) TokenLedger_Settings::MOST_MONTHS; ?>" step="1"
			value="<?php echo (int) $set['fold_months']; ?>" aria-describedby="tokenledger-fold-description">
		<?php esc_html_e( 'months after the usage', 'tokenledger' ); ?>
		<p class="description" id="tokenledger-fold-description">
			<?php esc_html_e( 'From then on the ledger no longer knows which user it was: such usage counts as "all users". Totals stay as they are. It cannot be undone. 0 means never.', 'tokenledger' ); ?>
		</p>
		<?php
	}

	/**
	 * Whether the ledger goes with the plugin.
	 */
	public static function show_delete_data() {
		$set = TokenLedger_Settings::all();
		?>
		<label for="tokenledger-delete_data">
			<input type="checkbox" id="tokenledger-delete_data" name="tokenledger_settings[delete_data]" value="1"
				<?php checked( $set['delete_data'] ); ?>>
			<?php esc_html_e( 'Drop the ledger\'s tables when this plugin is deleted', 'tokenledger' ); ?>
		</label>
		<p class="description">
			<?php esc_html_e( 'What the chatbot has purged from its log since cannot be counted again. Download the usage first.', 'tokenledger' ); ?>
		</p>
		<?php
	}

	/**
	 * Where the tool is.
	 */
	public static function show_bin() {
		$tool = new TokenLedger_Tool();
		$path = $tool->path();
		if ( TokenLedger_Tool::may_be_set() ) :
			?>
			<input type="text" id="tokenledger-bin" name="tokenledger_bin" class="regular-text code" spellcheck="false"
				value="<?php echo esc_attr( get_site_option( TokenLedger_Tool::OPTION, '' ) ); ?>"
				placeholder="<?php echo esc_attr( is_wp_error( $path ) ? '/usr/local/bin/tokenledger' : $path ); ?>">
			<p class="description">
				<?php esc_html_e( 'Leave it empty to look in the usual places. The constant TOKENLEDGER_BIN in wp-config.php goes before it.', 'tokenledger' ); ?>
			</p>
			<?php
		endif;
		$ready = TokenLedger_Ledger::of()->ready();
		if ( is_wp_error( $ready ) ) {
			TokenLedger_Notices::error( $ready );
		} elseif ( ! is_wp_error( $path ) ) {
			/* translators: %s: path of a file */
			printf( '<p>%s</p>', wp_kses( sprintf( __( 'In use: %s', 'tokenledger' ), '<code>' . esc_html( $path ) . '</code>' ), array( 'code' => array() ) ) );
		}
	}
}
