<?php
/**
 * The form that declares a model.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks for days, assistants and pages, and for the model that was used there. What it sends, TokenLedger_Models takes.
 */
final class TokenLedger_Declaration_Form {

	/**
	 * Shows the form.
	 *
	 * @param array   $values What its fields say, by their names; nobody has checked it yet.
	 * @param array[] $top    The rankings of a report, whose assistants and pages are offered.
	 */
	public static function show( array $values, array $top = array() ) {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-declare" class="tokenledger-form">
			<?php TokenLedger_Actions::show_fields( TokenLedger_Models::DECLARE ); ?>
			<fieldset>
				<legend><?php esc_html_e( 'Where it was used', 'tokenledger' ); ?></legend>
				<?php
				self::show_field( 'from', __( 'From', 'tokenledger' ), $values, 'type="date" min="2000-01-01" max="2099-12-31"' );
				self::show_field( 'to', __( 'to', 'tokenledger' ), $values, 'type="date" min="2000-01-01" max="2099-12-31"' );
				self::show_names( 'assistants', __( 'Assistants', 'tokenledger' ), $values, $top );
				self::show_names( 'pages', __( 'Pages', 'tokenledger' ), $values, $top );
				?>
				<p class="description"><?php esc_html_e( 'Days alone are about usage whose model was not seen. Assistants and pages have this model on all days, or on these. Without a last day it holds until the day before the next one that you say, or for days alone until models were first seen.', 'tokenledger' ); ?></p>
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
		</form>
		<?php
	}

	/**
	 * Shows a field with its label.
	 *
	 * @param string $name       The field.
	 * @param string $label      What it is called.
	 * @param array  $values     What the fields say.
	 * @param string $attributes Its other attributes.
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
	 * Shows what chooses assistants or pages: a box for each that is offered, and a field for any others.
	 *
	 * @param string  $kind   `assistants` or `pages`.
	 * @param string  $legend What they are called.
	 * @param array   $values What the fields say.
	 * @param array[] $top    The rankings whose members are offered.
	 */
	private static function show_names( $kind, $legend, array $values, array $top ) {
		$offered = isset( $top[ $kind ] ) ? self::offered( $kind, $top[ $kind ]['largest'] ) : array();
		$given   = (array) TokenLedger_Model_Usage::lines( isset( $values[ $kind ] ) ? $values[ $kind ] : '' );
		$others  = array_diff( $given, array_map( 'strval', array_keys( $offered ) ) );
		$id      = "tokenledger-declare-$kind";
		printf( '<fieldset class="tokenledger-names"><legend>%s</legend>', esc_html( $legend ) );
		foreach ( $offered as $value => $name ) {
			printf(
				'<label><input type="checkbox" name="%s[]" value="%s"%s> %s</label>',
				esc_attr( $kind ),
				esc_attr( $value ),
				checked( in_array( (string) $value, $given, true ), true, false ),
				TokenLedger_Notices::text( $name ) // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			);
		}
		printf(
			'<label class="tokenledger-others" for="%1$s">%2$s</label><textarea id="%1$s" name="%3$s[]" rows="2">%4$s</textarea></fieldset>',
			esc_attr( $id ),
			$offered ? esc_html__( 'Others by id or name, one a line', 'tokenledger' ) : esc_html__( 'By id or name, one a line', 'tokenledger' ),
			esc_attr( $kind ),
			esc_textarea( implode( "\n", $others ) )
		);
	}

	/**
	 * Shows lists of the platforms and models that have a price or were used, which the fields for them offer: once on a page,
	 * whatever forms it has.
	 *
	 * @param array[] $used `platform` and `model` of each that was used; null where nobody knows.
	 */
	public static function show_known_models( array $used ) {
		$platforms = array();
		$models    = array();
		foreach ( array_merge( TokenLedger_Models::known(), $used ) as $known ) {
			$platforms[ (string) $known['platform'] ] = '';
			// One that was used may have a price, too.
			$models[ (string) $known['model'] ][ $known['platform'] ] = $known['platform'];
		}
		unset( $platforms[''], $models[''] );
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
	 * The members of a ranking that are offered.
	 *
	 * @param string  $kind    `assistants` or `pages`.
	 * @param array[] $members The members.
	 * @return string[] The names by the ids, without those that have none.
	 */
	private static function offered( $kind, array $members ) {
		$names = array();
		foreach ( $members as $member ) {
			// An id that is not what it looks like is not offered.
			if ( TokenLedger_Model_Usage::lines( TokenLedger_Notices::plain( $member['id'] ) ) === array( $member['id'] ) ) {
				$names[ $member['id'] ] = TokenLedger_Names::of( $kind, $member );
			}
		}
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
