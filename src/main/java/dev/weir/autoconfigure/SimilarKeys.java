package dev.weir.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Tells whether an unknown name looks like a setting's: misspelled, or with a part left out. */
final class SimilarKeys {

    /** What can follow {@code weir.}, and for those who forget the listener's name what can follow that. */
    private static final Set<String> FIRST = new HashSet<>();

    /** Whole keys without their dots and dashes, since an underscore may stand for either. */
    private static final Set<String> WHOLE = new HashSet<>();

    static {
        collect("", WeirProperties.class);
        collect("", WeirProperties.Listener.class);
    }

    private SimilarKeys() {}

    private static void collect(String prefix, Class<?> settings) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = prefix + uniform(component.getName());
            WHOLE.add(key);
            if (prefix.isEmpty()) {
                FIRST.add(key);
            }
            if (component.getType().isRecord()) {
                collect(key, component.getType());
            }
        }
    }

    private static String uniform(String name) {
        return ConfigurationPropertyName.adapt(name, '.').getLastElement(Form.UNIFORM);
    }

    /** @param name a name below {@code weir} */
    static boolean isClose(ConfigurationPropertyName name) {
        var whole = new StringBuilder();
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            whole.append(name.getElement(i, Form.UNIFORM));
        }
        String first = name.getElement(1, Form.UNIFORM);
        return FIRST.stream().anyMatch(key -> isClose(first, key))
                || WHOLE.stream().anyMatch(key -> isClose(whole.toString(), key));
    }

    /** One mistake in four letters, two in eight and more. */
    private static boolean isClose(String written, String key) {
        return distance(written, key) <= Math.min(2, key.length() / 4);
    }

    /** Letters to add, leave out or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = above[0];
            above[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(replaced, Math.min(above[j], above[j - 1]) + 1);
            }
        }
        return above[b.length()];
    }
}
