package dev.weir.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * Rejects settings of another type than {@code framing.type}, which would have no effect.
 *
 * @param prefix the key of {@code framing}
 */
record FramingSections(String prefix, WrittenSettings written) {

    /** Rejects settings of all types but one. */
    void checkOnly(FramingType chosen) {
        for (FramingType type : FramingType.values()) {
            if (type != chosen) {
                check(type, chosen.key());
            }
        }
    }

    /**
     * Rejects settings of all types.
     *
     * @param bean the bean's name, which is the value of {@code framing.type}
     */
    void checkNone(String bean) {
        for (FramingType type : FramingType.values()) {
            check(type, bean);
        }
    }

    private void check(FramingType type, String chosen) {
        ConfigurationProperty property = written.findAtOrBelow(prefix + "." + type.key());
        if (property != null) {
            throw new InvalidSettingException(
                    property.getName().toString(),
                    property.getValue() + UnknownSettingFailureAnalyzer.origin(property),
                    "has no effect, since " + prefix + ".type is " + chosen,
                    "Remove it, or set " + prefix + ".type to " + type.key() + ".");
        }
    }
}
