<?php
/**
 * The form of the owner's own prices.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows what the ledger keeps of prices as a form, and what tokenledger.yml says above it. Rows are added by filling in
 * one of the empty ones, and removed by emptying them: no script is needed. The names that its fields offer stand with the
 * form for models.
 */
final class TokenLedger_Prices_View {

	/**
	 * How many empty rows a list ends with.
	 */
	const EMPTY_ROWS = 3;

	/**
	 * Shows it.
	 */
	public static function show() {
		echo '<section id="tokenledger-prices" aria-labelledby="tokenledger-prices-title">';
		printf( '<h2 id="tokenledger-prices-title">%s</h2>', esc_html__( 'Prices and currency', 'tokenledger' ) );
		$document = TokenLedger_Ledger::of()->own_prices();
		if ( is_wp_error( $document ) ) {
			TokenLedger_Notices::error( $document );
		} else {
			TokenLedger_Notices::notes( $document['warnings'] );
			self::show_configured( TokenLedger_Own_Prices::of( $document['configured'] ) );
			$typed = TokenLedger_Actions::kept( TokenLedger_Prices::SAVE );
			self::show_form( TokenLedger_Own_Prices::of( $typed ? $typed : $document['kept'] ) );
		}
		echo '</section>';
	}

	/**
	 * Shows what tokenledger.yml says, which stands above the form.
	 *
	 * @param TokenLedger_Own_Prices $prices The prices there.
	 */
	private static function show_configured( TokenLedger_Own_Prices $prices ) {
		list( $lines ) = $prices->lines();
		if ( count( $lines ) > 1 ) {
			printf(
				'<p id="tokenledger-prices-configured-text">%s</p><pre id="tokenledger-prices-configured" class="tokenledger-crontab" tabindex="0" role="region" aria-labelledby="tokenledger-prices-configured-text"><code>%s</code></pre>',
				esc_html__( 'tokenledger.yml on the server has prices, too, and they stand above these:', 'tokenledger' ),
				TokenLedger_Notices::text( implode( "\n", $lines ) ) // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			);
		}
	}

	/**
	 * Shows the form.
	 *
	 * @param TokenLedger_Own_Prices $prices What its fields say.
	 */
	private static function show_form( TokenLedger_Own_Prices $prices ) {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-prices-form" class="tokenledger-form">
			<?php TokenLedger_Actions::show_fields( TokenLedger_Prices::SAVE ); ?>
			<p>
				<label for="tokenledger-currency"><?php esc_html_e( 'Currency', 'tokenledger' ); ?></label>
				<input type="text" id="tokenledger-currency" name="prices[currency]" class="small-text" size="3" maxlength="3" spellcheck="false" autocapitalize="characters"
					value="<?php echo esc_attr( $prices->currency ); ?>" placeholder="USD" aria-describedby="tokenledger-currency-description">
				<span class="description" id="tokenledger-currency-description"><?php esc_html_e( 'Its code of three letters, such as EUR. The price list is in USD.', 'tokenledger' ); ?></span>
			</p>
			<?php
			self::show_table(
				'rates',
				__( 'Exchange rates', 'tokenledger' ),
				__( 'How much of the currency one USD is, from a day on until the next rate. A row that is emptied is removed; for more rows, save.', 'tokenledger' ),
				array(
					'from' => __( 'From', 'tokenledger' ),
					'rate' => __( 'For 1 USD', 'tokenledger' ),
				),
				/* translators: %s: number of a row */
				__( 'Rate %s', 'tokenledger' ),
				$prices->rates
			);
			self::show_table(
				'models',
				__( 'Contracted prices', 'tokenledger' ),
				__( 'USD for 1,000,000 tokens. In place of prices a row can say that the model is free, or name the listed model of the same platform whose price holds. Without a day it holds from the beginning.', 'tokenledger' ),
				array(
					'platform'     => __( 'Platform', 'tokenledger' ),
					'model'        => __( 'Model', 'tokenledger' ),
					'from'         => __( 'From', 'tokenledger' ),
					'input'        => __( 'Input', 'tokenledger' ),
					'output'       => __( 'Output', 'tokenledger' ),
					'cached_input' => __( 'Cached input', 'tokenledger' ),
					'free'         => __( 'Free', 'tokenledger' ),
					'same_as'      => __( 'Same price as', 'tokenledger' ),
				),
				/* translators: %s: number of a row */
				__( 'Price %s', 'tokenledger' ),
				$prices->models
			);
			?>
			<input type="hidden" name="<?php echo esc_attr( TokenLedger_Prices::LAST ); ?>" value="1">
			<button type="submit" id="tokenledger-prices-save" class="button button-primary"><?php esc_html_e( 'Save prices', 'tokenledger' ); ?></button>
		</form>
		<?php
	}

	/**
	 * Shows a list as a table of fields.
	 *
	 * @param string   $list        `rates` or `models`.
	 * @param string   $caption     What it is called.
	 * @param string   $description What there is to know of it.
	 * @param string[] $labels      What its fields are called, by their names.
	 * @param string   $row_label   What a row is called, with a place for its number.
	 * @param array[]  $rows        What the fields say.
	 */
	private static function show_table( $list, $caption, $description, array $labels, $row_label, array $rows ) {
		$rows = array_merge( $rows, array_fill( 0, self::EMPTY_ROWS, array_fill_keys( array_keys( $labels ), '' ) ) );
		$id   = "tokenledger-prices-$list";
		?>
		<table id="<?php echo esc_attr( $id ); ?>" class="widefat striped tokenledger-fields" aria-describedby="<?php echo esc_attr( $id ); ?>-description">
			<caption><?php echo esc_html( $caption ); ?></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e( 'Row', 'tokenledger' ); ?></th>
					<?php foreach ( $labels as $label ) : ?>
						<th scope="col"><?php echo esc_html( $label ); ?></th>
					<?php endforeach; ?>
				</tr>
			</thead>
			<tbody>
				<?php foreach ( $rows as $number => $row ) : ?>
					<?php $name = sprintf( $row_label, number_format_i18n( $number + 1 ) ); ?>
					<tr>
						<th scope="row"><?php echo esc_html( $name ); ?></th>
						<?php foreach ( $labels as $field => $label ) : ?>
							<td data-label="<?php echo esc_attr( $label ); ?>"><?php self::show_field( $list, $number, $field, "$name: $label", $row[ $field ] ); ?></td>
						<?php endforeach; ?>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<p class="description" id="<?php echo esc_attr( $id ); ?>-description"><?php echo esc_html( $description ); ?></p>
		<?php
	}

	/**
	 * Shows a field of a list.
	 *
	 * @param string $list   The list.
	 * @param int    $number The row's number, from 0.
	 * @param string $field  The field.
	 * @param string $label  What it is called.
	 * @param string $value  What it says.
	 */
	private static function show_field( $list, $number, $field, $label, $value ) {
		$attributes = array(
			'from'     => 'type="date" min="2000-01-01" max="2099-12-31"',
			'platform' => 'type="text" maxlength="255" list="tokenledger-platforms"',
			'model'    => 'type="text" maxlength="255" list="tokenledger-model-names"',
			'same_as'  => 'type="text" maxlength="255" list="tokenledger-model-names"',
			'free'     => 'type="checkbox"',
		);
		$is_box     = 'free' === $field;
		printf(
			'<input name="prices[%1$s][%2$d][%3$s]" aria-label="%4$s" value="%5$s" %6$s%7$s>',
			esc_attr( $list ),
			(int) $number,
			esc_attr( $field ),
			esc_attr( $label ),
			esc_attr( $is_box ? 'true' : $value ),
			isset( $attributes[ $field ] ) ? $attributes[ $field ] : 'type="text" inputmode="decimal" size="7" autocomplete="off"', // phpcs:ignore WordPress.Security.EscapeOutput -- written above.
			$is_box ? checked( $value, 'true', false ) : ''
		);
	}
}
