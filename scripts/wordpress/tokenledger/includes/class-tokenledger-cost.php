<?php
/**
 * What usage cost.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the `cost` that stands beside the tool's figures, which is null where nothing has a price.
 */
final class TokenLedger_Cost {

	/**
	 * The currency of the price list.
	 */
	const LISTED = 'USD';

	/**
	 * A cost, such as "≥ 1,043.83", which stays in this order whatever the direction of the page.
	 *
	 * @param array|null $cost          The cost.
	 * @param bool       $with_currency Whether its currency stands behind it.
	 * @return string HTML.
	 */
	public static function html( $cost, $with_currency = false ) {
		if ( null === $cost ) {
			return TokenLedger_Notices::sign( TokenLedger_Money::UNKNOWN, __( 'unknown', 'tokenledger' ) );
		}
		return sprintf(
			'<bdi dir="ltr">%s%s</bdi>',
			TokenLedger_Money::is_complete( $cost ) ? '' : TokenLedger_Notices::sign( TokenLedger_Money::AT_LEAST, __( 'at least', 'tokenledger' ) ) . ' ',
			$with_currency ? TokenLedger_Money::amount( $cost ) : TokenLedger_Money::number( $cost['amount'] )
		);
	}

	/**
	 * The heading of costs.
	 *
	 * @param array|null $cost One of them, for its currency.
	 * @return string
	 */
	public static function title( $cost ) {
		return null === $cost
			? __( 'Cost', 'tokenledger' )
			/* translators: %s: a currency, such as USD */
			: sprintf( __( 'Cost in %s', 'tokenledger' ), $cost['currency'] );
	}

	/**
	 * Shows below a table where its costs come from, and what of the usage has no price.
	 *
	 * @param array            $totals The figures of all that is shown.
	 * @param TokenLedger_Gaps $gaps   What of it has no price.
	 */
	public static function show_notes( array $totals, TokenLedger_Gaps $gaps ) {
		$cost  = $totals['cost'];
		$lines = array();
		if ( null !== $cost ) {
			$lines[] = esc_html( self::source( $cost ) );
			if ( $cost['models_without_output'] ) {
				$lines[] = sprintf(
					/* translators: 1: the sign for "at least", 2: names of models */
					esc_html__( '%1$s: Some answers of %2$s have no Total Tokens row, so that their output is not known.', 'tokenledger' ),
					TokenLedger_Money::AT_LEAST,
					self::names( $cost['models_without_output'] )
				);
			}
		}
		if ( null === $cost ? self::has_usage( $totals ) : $cost['unpriced_models'] ) {
			$lines[] = self::gap( $totals, $gaps );
		}
		foreach ( $lines as $line ) {
			printf( '<p class="description tokenledger-note tokenledger-cost-note">%s</p>', $line ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above.
		}
	}

	/**
	 * Where the prices of a cost come from, in sentences.
	 *
	 * @param array $cost The cost.
	 * @return string
	 */
	public static function source( array $cost ) {
		$list = $cost['price_list'];
		$text = $list['own_prices']
			/* translators: 1: a currency, 2: a day, 3: a version */
			? __( 'Costs are in %1$s, at the list prices of %2$s (price list %3$s), and at your own prices.', 'tokenledger' )
			/* translators: 1: a currency, 2: a day, 3: a version */
			: __( 'Costs are in %1$s, at the list prices of %2$s (price list %3$s).', 'tokenledger' );
		$text = sprintf( $text, $cost['currency'], TokenLedger_Dates::day( $list['date'] ), $list['version'] );
		return self::LISTED === $cost['currency'] ? $text : $text . ' ' . __( 'They are converted from USD at the rate of each day.', 'tokenledger' );
	}

	/**
	 * What has no price: how many tokens, of which models, and what mends it.
	 *
	 * @param array            $totals The figures.
	 * @param TokenLedger_Gaps $gaps   What of them has no price.
	 * @return string HTML.
	 */
	private static function gap( array $totals, TokenLedger_Gaps $gaps ) {
		$cost  = $totals['cost'];
		$names = self::names( $gaps->models );
		if ( null === $cost ) {
			$what = '' === $names
				? esc_html__( 'Nothing in these days has a price.', 'tokenledger' )
				/* translators: %s: names of models */
				: sprintf( esc_html__( 'Nothing in these days has a price: %s.', 'tokenledger' ), $names );
		} else {
			/* translators: 1: the sign for "at least", 2: number of tokens, 3: share in per cent, 4: names of models */
			$text = _n( '%1$s: %2$s token (%3$s) has no price: %4$s.', '%1$s: %2$s tokens (%3$s) have no price: %4$s.', $cost['unpriced_tokens'], 'tokenledger' );
			$what = sprintf(
				esc_html( $text ),
				TokenLedger_Money::AT_LEAST,
				esc_html( number_format_i18n( $cost['unpriced_tokens'] ) ),
				esc_html( TokenLedger_Percent::share( $cost['unpriced_tokens'], $totals['total_tokens'] ) ),
				$names
			);
		}
		$mend = array( $gaps->has_unknown() ? self::way_to_models() : '', $gaps->unlisted() ? self::way_to_prices() : '' );
		return implode( ' ', array_merge( array( $what ), array_filter( $mend ) ) );
	}

	/**
	 * The names of models, the first three of them; empty without any.
	 *
	 * @param array[] $models `platform` and `model` of each, both null for usage of unknown model.
	 * @return string HTML.
	 */
	public static function names( array $models ) {
		$names = array();
		foreach ( array_slice( $models, 0, 3 ) as $model ) {
			$names[] = TokenLedger_Notices::text( TokenLedger_Names::model( $model['platform'], $model['model'] ) );
		}
		$more = count( $models ) - count( $names );
		if ( $more > 0 ) {
			/* translators: %s: number of models */
			$names[] = esc_html( sprintf( _n( '%s more', '%s more', $more, 'tokenledger' ), number_format_i18n( $more ) ) );
		}
		return wp_sprintf_l( '%l', $names );
	}

	/**
	 * The way to say which model was used.
	 *
	 * @return string HTML.
	 */
	private static function way_to_models() {
		return sprintf( '<a href="%s">%s</a>', esc_url( TokenLedger_Models_View::url() ), esc_html__( 'Say which model was used.', 'tokenledger' ) );
	}

	/**
	 * The way to say what models cost.
	 *
	 * @return string HTML.
	 */
	public static function way_to_prices() {
		return sprintf( '<a href="%s">%s</a>', esc_url( TokenLedger_Prices::url() ), esc_html__( 'Enter their prices.', 'tokenledger' ) );
	}

	/**
	 * Whether anything was used.
	 *
	 * @param array $figures The figures.
	 * @return bool
	 */
	private static function has_usage( array $figures ) {
		return array_sum( array_filter( $figures, 'is_int' ) ) > 0;
	}
}
