<?php
/**
 * Which model was used, as people see and say it.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows what is of unknown model, the form that declares it, and what was declared.
 */
final class TokenLedger_Models_View {

	/**
	 * Where the settings show it.
	 *
	 * @return string The address, not escaped.
	 */
	public static function url() {
		return TokenLedger_Settings::url() . '#tokenledger-models';
	}

	/**
	 * Shows on the page what of its days is of unknown model, with the form that declares it; nothing when all is known.
	 *
	 * @param array $report `tokenledger.report/2`.
	 */
	public static function show_unknown( array $report ) {
		$text = self::unknown( $report['totals'] );
		if ( '' === $text || ! TokenLedger_Ledger::can_run() ) {
			return;
		}
		$typed = TokenLedger_Actions::kept( TokenLedger_Models::DECLARE );
		?>
		<section class="notice notice-warning inline tokenledger-declaration" id="tokenledger-unknown" aria-labelledby="tokenledger-unknown-title">
			<h2 id="tokenledger-unknown-title"><?php esc_html_e( 'Which model was it?', 'tokenledger' ); ?></h2>
			<p><?php echo esc_html( $text ); ?></p>
			<details<?php echo $typed ? ' open' : ''; ?>>
				<summary><?php esc_html_e( 'Say which model was used', 'tokenledger' ); ?></summary>
				<?php
				self::show_form(
					$typed ? $typed : array( 'from' => (string) $report['ledger_since'] ),
					isset( $report['top'] ) ? $report['top'] : array()
				);
				self::show_known_models();
				?>
			</details>
		</section>
		<?php
	}

	/**
	 * Shows in the settings what was declared, each with a button that takes it back, and the form.
	 */
	public static function show_settings() {
		echo '<section id="tokenledger-models" aria-labelledby="tokenledger-models-title">';
		printf( '<h2 id="tokenledger-models-title">%s</h2>', esc_html__( 'Models', 'tokenledger' ) );
		$models = TokenLedger_Ledger::of()->models();
		if ( is_wp_error( $models ) ) {
			TokenLedger_Notices::error( $models );
		} else {
			TokenLedger_Notices::notes( $models['warnings'] );
			self::show_rest( $models['unknown'] );
			if ( $models['declared'] ) {
				self::show_declared( $models['declared'] );
			}
			$typed = TokenLedger_Actions::kept( TokenLedger_Models::DECLARE );
			self::show_form( $typed ? $typed : array( 'from' => (string) $models['unknown']['from'] ) );
		}
		echo '</section>';
	}

	/**
	 * What of some usage is of unknown model.
	 *
	 * @param array $totals The figures of all that is shown.
	 * @return string Empty when all is known.
	 */
	private static function unknown( array $totals ) {
		if ( null === $totals['cost'] ) {
			// A cost that is not known does not say whether that is for the model or for its price.
			return 0 === $totals['total_tokens'] ? '' : __( 'Nothing in these days has a price: its model is not in the price list, or is unknown. The chatbot does not log which model answers, so that of usage before the first sync is unknown until you say which it was.', 'tokenledger' );
		}
		$tokens = array_sum( array_column( wp_list_filter( $totals['cost']['unpriced_models'], array( 'platform' => null ) ), 'total_tokens' ) );
		if ( 0 === $tokens ) {
			return '';
		}
		/* translators: %s: number of tokens */
		$text = _n( '%s token of these days is of unknown model, so its cost is not known. The chatbot does not log which model answers.', '%s tokens of these days are of unknown model, so their cost is not known. The chatbot does not log which model answers.', $tokens, 'tokenledger' );
		return sprintf( $text, number_format_i18n( $tokens ) );
	}

	/**
	 * Shows what of the ledger is of unknown model.
	 *
	 * @param array $unknown The part `unknown` of `tokenledger.models/2`.
	 */
	private static function show_rest( array $unknown ) {
		if ( null === $unknown['from'] ) {
			printf( '<p>%s</p>', esc_html__( 'The model of all usage is known.', 'tokenledger' ) );
			return;
		}
		/* translators: 1: number of tokens, 2: first day, 3: last day */
		$text = _n( '%1$s token from %2$s to %3$s is of unknown model.', '%1$s tokens from %2$s to %3$s are of unknown model.', $unknown['total_tokens'], 'tokenledger' );
		printf( '<p id="tokenledger-models-unknown">%s</p>', esc_html( sprintf( $text, number_format_i18n( $unknown['total_tokens'] ), $unknown['from'], $unknown['to'] ) ) );
	}

	/**
	 * Shows what was declared.
	 *
	 * @param array[] $declared The part `declared` of `tokenledger.models/2`.
	 */
	private static function show_declared( array $declared ) {
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-declared-caption">
			<table id="tokenledger-declared" class="widefat striped">
				<caption id="tokenledger-declared-caption"><?php esc_html_e( 'What you have said', 'tokenledger' ); ?></caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'Where', 'tokenledger' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Model', 'tokenledger' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Take back', 'tokenledger' ); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ( $declared as $declaration ) : ?>
						<?php $where = TokenLedger_Notices::text( self::where( $declaration ) ); ?>
						<tr>
							<th scope="row"><?php echo $where; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above. ?></th>
							<td><?php echo TokenLedger_Notices::text( TokenLedger_Names::model( $declaration['platform'], $declaration['model'] ) ); // phpcs:ignore WordPress.Security.EscapeOutput ?></td>
							<td>
								<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
									<?php
									TokenLedger_Actions::show_fields( TokenLedger_Models::UNDECLARE );
									foreach ( self::usage( $declaration ) as $name => $value ) {
										printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
									}
									?>
									<button type="submit" class="button">
										<?php esc_html_e( 'Take back', 'tokenledger' ); ?>
										<span class="screen-reader-text"><?php echo $where; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above. ?></span>
									</button>
								</form>
							</td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		</div>
		<?php
	}

	/**
	 * The fields of a declaration that say where it holds.
	 *
	 * @param array $declaration A declaration.
	 * @return string[]
	 */
	private static function usage( array $declaration ) {
		return array_filter( array_intersect_key( $declaration, get_class_vars( 'TokenLedger_Model_Usage' ) ), 'is_string' );
	}

	/**
	 * The same in words.
	 *
	 * @param array $declaration A declaration.
	 * @return string
	 */
	private static function where( array $declaration ) {
		$usage = self::usage( $declaration );
		$words = array(
			/* translators: %s: id or name of an assistant */
			'assistant' => __( 'Assistant %s', 'tokenledger' ),
			/* translators: %s: id of a page */
			'page'      => __( 'Page %s', 'tokenledger' ),
			/* translators: %s: a day */
			'from'      => __( 'from %s', 'tokenledger' ),
			/* translators: %s: a day */
			'to'        => __( 'to %s', 'tokenledger' ),
		);
		$parts = array();
		foreach ( array_intersect_key( $words, $usage ) as $name => $text ) {
			$parts[] = sprintf( $text, $usage[ $name ] );
		}
		return implode( ' ', $parts );
	}

	/**
	 * Shows the form that declares a model.
	 *
	 * @param string[] $values What its fields say, by their names.
	 * @param array[]  $top    The rankings of a report, whose assistants and pages are offered.
	 */
	private static function show_form( array $values, array $top = array() ) {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-declare" class="tokenledger-form">
			<?php TokenLedger_Actions::show_fields( TokenLedger_Models::DECLARE ); ?>
			<fieldset>
				<legend><?php esc_html_e( 'Where it was used', 'tokenledger' ); ?></legend>
				<?php
				self::show_field( 'from', __( 'From', 'tokenledger' ), $values, 'type="date" min="2000-01-01" max="2099-12-31"' );
				self::show_field( 'to', __( 'to', 'tokenledger' ), $values, 'type="date" min="2000-01-01" max="2099-12-31"' );
				self::show_field( 'assistant', __( 'Assistant (id or name)', 'tokenledger' ), $values, 'type="text" maxlength="255" list="tokenledger-assistants"' );
				self::show_field( 'page', __( 'Page (id or title)', 'tokenledger' ), $values, 'type="text" maxlength="255" list="tokenledger-pages"' );
				?>
				<p class="description"><?php esc_html_e( 'Days alone are about usage whose model was not seen. An assistant or a page has this model on all days, or on these. Without a last day it holds until the day before the next one that you say, or for days alone until models were first seen.', 'tokenledger' ); ?></p>
			</fieldset>
			<fieldset>
				<legend><?php esc_html_e( 'The model', 'tokenledger' ); ?></legend>
				<?php
				self::show_field( 'platform', __( 'Platform', 'tokenledger' ), $values, 'type="text" maxlength="255" required list="tokenledger-platforms"' );
				self::show_field( 'model', __( 'Model', 'tokenledger' ), $values, 'type="text" maxlength="255" required list="tokenledger-model-names"' );
				?>
				<p class="description"><?php esc_html_e( 'As the chatbot\'s settings name them.', 'tokenledger' ); ?></p>
			</fieldset>
			<button type="submit" id="tokenledger-declare-save" class="button"><?php esc_html_e( 'Save', 'tokenledger' ); ?></button>
			<?php
			self::show_choices( 'tokenledger-assistants', isset( $top['assistants'] ) ? self::named( 'assistants', $top['assistants'] ) : array() );
			self::show_choices( 'tokenledger-pages', isset( $top['pages'] ) ? self::named( 'pages', $top['pages'] ) : array() );
			?>
		</form>
		<?php
	}

	/**
	 * Shows a field with its label.
	 *
	 * @param string   $name       The field.
	 * @param string   $label      What it is called.
	 * @param string[] $values     What the fields say.
	 * @param string   $attributes Its other attributes.
	 */
	private static function show_field( $name, $label, array $values, $attributes ) {
		printf(
			'<span class="tokenledger-field"><label for="tokenledger-declare-%1$s">%2$s</label><input id="tokenledger-declare-%1$s" name="%1$s" value="%3$s" %4$s></span> ',
			esc_attr( $name ),
			esc_html( $label ),
			esc_attr( isset( $values[ $name ] ) && is_string( $values[ $name ] ) ? $values[ $name ] : '' ),
			$attributes // phpcs:ignore WordPress.Security.EscapeOutput -- written by the caller.
		);
	}

	/**
	 * Shows lists of the platforms and models that have a price, which the fields for them offer; once on a page.
	 */
	public static function show_known_models() {
		$platforms = array();
		$models    = array();
		foreach ( TokenLedger_Models::known() as $known ) {
			$platforms[ $known['platform'] ] = '';
			if ( '' !== $known['model'] ) {
				$models[ $known['model'] ][] = $known['platform'];
			}
		}
		self::show_choices( 'tokenledger-platforms', $platforms );
		self::show_choices(
			'tokenledger-model-names',
			array_map(
				static function ( $names ) {
					return implode( ', ', $names );
				},
				$models
			)
		);
	}

	/**
	 * The ids and names of a ranking.
	 *
	 * @param string $kind    `assistants` or `pages`.
	 * @param array  $ranking The ranking.
	 * @return string[] The names by the ids, without those that have none.
	 */
	private static function named( $kind, array $ranking ) {
		$names = array();
		foreach ( $ranking['largest'] as $row ) {
			$names[ $row['id'] ] = TokenLedger_Names::of( $kind, $row );
		}
		unset( $names[''] );
		return $names;
	}

	/**
	 * Shows a list of what a field offers.
	 *
	 * @param string   $id      Its id.
	 * @param string[] $choices What each value means, by the values; empty where it says that itself.
	 */
	private static function show_choices( $id, array $choices ) {
		printf( '<datalist id="%s">', esc_attr( $id ) );
		foreach ( $choices as $value => $meaning ) {
			// An id that is not what it looks like is not offered.
			if ( TokenLedger_Notices::plain( $value ) === (string) $value ) {
				$label = '' === $meaning ? '' : ' label="' . esc_attr( TokenLedger_Notices::plain( $meaning ) ) . '"';
				printf( '<option value="%s"%s></option>', esc_attr( $value ), $label ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above.
			}
		}
		echo '</datalist>';
	}
}
