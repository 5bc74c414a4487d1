package dev.hone.cli.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns a byte-level BPE vocabulary and writes it as a Hugging Face {@code tokenizer.json}. Digits
 * stay single, so that numbers are copied and compared digit by digit.
 */
final class BpeTrainer {
  /** Where words are cut before merging; the same expression goes into the file. */
  static final String PRE_TOKENS =
      "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /** In the order of their ids, which come first. */
  static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>");

  private static final Pattern CUT = Pattern.compile(PRE_TOKENS);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Integer> counts = new TreeMap<>();

  /** Counts the words of a text that holds no special tokens. */
  void add(String text) {
    Matcher cuts = CUT.matcher(text);
    while (cuts.find()) {
      counts.merge(cuts.group(), 1, Integer::sum);
    }
  }

  /** The file for at most {@code size} entries; pairs seen once are never merged. */
  String train(int size) {
    String[] bytes = byteLetters();
    List<String> entries = new ArrayList<>(SPECIAL);
    entries.addAll(List.of(bytes));
    List<int[]> words = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    counts.forEach(
        (word, count) -> {
          byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
          int[] ids = new int[utf8.length];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = SPECIAL.size() + (utf8[i] & 0xff);
          }
          words.add(ids);
          weights.add(count);
        });
    List<String[]> merges = new ArrayList<>();
    while (entries.size() < size) {
      long best = bestPair(words, weights);
      if (best < 0) {
        break;
      }
      int left = (int) (best >>> 32);
      int right = (int) best;
      merges.add(new String[] {entries.get(left), entries.get(right)});
      entries.add(entries.get(left) + entries.get(right));
      for (int i = 0; i < words.size(); i++) {
        words.set(i, merged(words.get(i), left, right, entries.size() - 1));
      }
    }
    return write(entries, merges);
  }

  /** The most frequent pair, the smaller ids first among equals; -1 where none is met twice. */
  private static long bestPair(List<int[]> words, List<Integer> weights) {
    Map<Long, Integer> pairs = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      int[] ids = words.get(i);
      for (int j = 0; j + 1 < ids.length; j++) {
        pairs.merge(((long) ids[j] << 32) | ids[j + 1], weights.get(i), Integer::sum);
      }
    }
    long best = -1;
    int most = 1;
    for (Map.Entry<Long, Integer> pair : pairs.entrySet()) {
      int count = pair.getValue();
      if (count > most || (count == most && best >= 0 && pair.getKey() < best)) {
        best = pair.getKey();
        most = count;
      }
    }
    return best;
  }

  private static int[] merged(int[] ids, int left, int right, int into) {
    int kept = 0;
    int[] out = null;
    for (int i = 0; i < ids.length; i++) {
      boolean pair = i + 1 < ids.length && ids[i] == left && ids[i + 1] == right;
      if (pair && out == null) {
        out = ids.clone();
        kept = i;
      }
      if (out != null) {
        out[kept++] = pair ? into : ids[i];
      }
      i += pair ? 1 : 0;
    }
    return out == null ? ids : java.util.Arrays.copyOf(out, kept);
  }

  private static String write(List<String> entries, List<String[]> merges) {
    ObjectNode file = JSON.createObjectNode();
    file.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = file.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    file.putNull("normalizer");
    ObjectNode cuts = file.putObject("pre_tokenizer");
    cuts.put("type", "Sequence");
    ArrayNode steps = cuts.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", PRE_TOKENS);
    split.put("behavior", "Isolated").put("invert", false);
    steps.add(byteLevel());
    file.set("post_processor", byteLevel());
    file.set("decoder", byteLevel());
    ObjectNode model = file.putObject("model");
    model.put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < entries.size(); id++) {
      vocabulary.put(entries.get(id), id);
    }
    ArrayNode rules = model.putArray("merges");
    merges.forEach(merge -> rules.addArray().add(merge[0]).add(merge[1]));
    return file.toPrettyString() + "\n";
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  /** The printable letter that stands for each byte, as in GPT-2's vocabulary. */
  private static String[] byteLetters() {
    String[] letters = new String[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      letters[b] = Character.toString(printable ? b : next++);
    }
    return letters;
  }
}
