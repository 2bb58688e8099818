package dev.weir.autoconfigure;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.Framing;
import dev.weir.integration.SerializerFormat;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.util.unit.DataSize;

/** The application's beans that {@code framing.type} may name. */
final class FormatBeans {

    private final ListableBeanFactory beans;
    private final WrittenSettings written;

    FormatBeans(ListableBeanFactory beans, WrittenSettings written) {
        this.beans = beans;
        this.written = written;
    }

    boolean contains(String name) {
        return beans.containsBean(name) && (beans.isTypeMatch(name, FrameFormat.class) || isSerializer(name));
    }

    private boolean isSerializer(String name) {
        return beans.isTypeMatch(name, Serializer.class) && beans.isTypeMatch(name, Deserializer.class);
    }

    /**
     * Returns the framing that a bean defines: a FrameFormat, or a serializer that is a deserializer as well.
     *
     * @throws InvalidSettingException if {@code max-size} does not suit the bean, or the serializer is not of bytes
     */
    Framing get(String name, String prefix, FramingProperties framing) {
        return beans.isTypeMatch(name, FrameFormat.class)
                ? format(name, prefix, framing)
                : serializer(name, prefix, framing);
    }

    private Framing serializer(String name, String prefix, FramingProperties framing) {
        int max = BuiltInFormats.size(
                prefix + ".max-size", framing.maxSize(), BuiltInFormats.MAX_SIZE, "Set it to 64KB, its default.");
        try {
            return SerializerFormat.of(beans.getBean(name), max);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    prefix + ".type",
                    name,
                    "names a bean of another type of values: " + e.getMessage(),
                    "Name a FrameFormat bean, or a Serializer and Deserializer of byte[], and let a FrameConverter bean"
                            + " convert the payload.");
        }
    }

    /**
     * Returns the format that a bean defines. Its own maximum applies, unless {@code max-size} is set and lower.
     *
     * @throws InvalidSettingException if {@code max-size} is above the format's maximum
     */
    private FrameFormat format(String name, String prefix, FramingProperties framing) {
        FrameFormat format = beans.getBean(name, FrameFormat.class);
        String key = prefix + ".max-size";
        if (written.findAtOrBelow(key) == null) {
            return format;
        }
        int max = BuiltInFormats.size(
                key,
                framing.maxSize(),
                DataSize.ofBytes(format.max()),
                "Remove it for the maximum of the bean " + name + ", or lower it.");
        return max == format.max() ? format : new LimitedFormat(format, max);
    }

    /** The values that {@code framing.type} may have. */
    String known() {
        var known = new TreeSet<>(
                Arrays.asList(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, FrameFormat.class)));
        Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Deserializer.class))
                .filter(this::isSerializer)
                .forEach(known::add);
        known.addAll(Arrays.stream(FramingType.values()).map(FramingType::key).collect(Collectors.toSet()));
        return String.join(", ", known);
    }

    /** The predicate of a sentence about a type that is neither built in nor a bean. */
    String describeUnknown(String name) {
        if (!beans.containsBean(name)) {
            return "names no type of framing and no FrameFormat bean";
        }
        Class<?> type = beans.getType(name);
        return "names a bean that is no FrameFormat but a "
                + (type == null ? "bean of an unknown type" : type.getName());
    }
}
