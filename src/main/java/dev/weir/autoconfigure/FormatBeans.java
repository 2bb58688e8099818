package dev.weir.autoconfigure;

import dev.weir.frame.FrameFormat;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
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
        return beans.containsBean(name) && beans.isTypeMatch(name, FrameFormat.class);
    }

    /**
     * Returns the format that a bean defines. Its own maximum applies, unless {@code max-size} is set and lower.
     *
     * @throws InvalidSettingException if {@code max-size} is above the format's maximum
     */
    FrameFormat get(String name, String prefix, FramingProperties framing) {
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
