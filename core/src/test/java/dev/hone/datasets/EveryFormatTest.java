package dev.hone.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A row of every shape that the tuners' own documents show, told from its keys alone and read. What
 * is learned is in capitals; {@code !} is rejected, {@code +} and {@code -} are judgements.
 */
class EveryFormatTest {
  private static final String ASK =
      "[{'role':'system','content':'s'},{'role':'user','content':'u'}]";
  private static final String CHAT =
      "[{'role':'system','content':'s'},{'role':'user','content':'u'},{'role':'assistant','content':'a'}]";
  private static final String TOOL =
      "{'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object'},'strict':true}}";
  private static final String CALLED =
      "[{'role':'user','content':'u'},{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
          + "{'role':'tool','tool_call_id':'1','content':'r'},{'role':'assistant','content':'a'}]";

  static Stream<Arguments> rows() {
    return Stream.of(
        // OpenAI, supervised
        row("openai", "{'messages':" + CHAT + "}", "s u A"),
        row(
            "openai",
            "{'messages':" + CALLED + ",'tools':[" + TOOL + "],'parallel_tool_calls':false}",
            "u F{} r A"),
        row(
            "openai",
            "{'messages':[{'role':'developer','content':'s'},{'role':'user','content':'u'},{'role':'assistant','content':'b','weight':0},{'role':'user','content':'v'},{'role':'assistant','content':'a','weight':1}]}",
            "s u b v A"),
        row(
            "openai",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':null,'refusal':'no','name':'n'}]}",
            "u REFUSES: NO"),
        row(
            "openai",
            "{'messages':[{'role':'user','content':[{'type':'text','text':'u'},{'type':'image_url','image_url':{'url':'https://example.org/i.png'}}]},{'role':'assistant','content':'a'}]}",
            "u A"),
        row(
            "openai",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},{'role':'function','name':'f','content':'r'},{'role':'assistant','content':'a'}],'functions':[{'name':'f'}]}",
            "u F{} r A"),
        // OpenAI, preference
        row(
            "openai",
            "{'input':{'messages':"
                + ASK
                + ",'tools':[],'parallel_tool_calls':true},'preferred_output':[{'role':'assistant','content':'a'}],'non_preferred_output':[{'role':'assistant','content':'b'}]}",
            "s u A !b"),
        // OpenPipe
        row("openpipe", "{'messages':" + CHAT + ",'split':'TEST'}", "s u A test"),
        row(
            "openpipe",
            "{'messages':"
                + CHAT
                + ",'split':'TRAIN','tool_choice':'auto','response_format':{'type':'json_object'},'metadata':{'k':'v'},'rejected_message':{'role':'assistant','content':'b'}}",
            "s u A !b train {k=v}"),
        row(
            "openpipe",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':'a','reasoning_content':'r'}],'judgement':'FAIL'}",
            "u A -"),
        row("openpipe", "{'messages':" + CHAT + ",'judgement':'PASS'}", "s u A +"),
        row(
            "openpipe",
            "{'input':{'messages':"
                + ASK
                + ",'tools':["
                + TOOL
                + "],'tool_choice':'none','response_format':{'type':'text'}},'output':{'role':'assistant','content':'a'},'split':'TRAIN'}",
            "s u A train"),
        row(
            "openpipe",
            "{'input':{'model':'m','messages':"
                + ASK
                + "},'output':{'choices':[{'index':0,'message':{'role':'assistant','content':'a'},'finish_reason':'stop'}]},'tags':{'t':'1'}}",
            "s u A {t=1}"),
        // TRL
        row("openai", "{'messages':" + CHAT + ",'tools':null}", "s u A"),
        row("trl", "{'messages':" + CHAT + ",'tools':'[]'}", "s u A"),
        row(
            "trl",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','tool_calls':[{'type':'function','function':{'name':'f','arguments':{'x':1}}}]}]}",
            "u F{\"X\":1}"),
        row(
            "trl-prompt-completion",
            "{'prompt':" + ASK + ",'completion':[{'role':'assistant','content':'a'}]}",
            "s u A"),
        row(
            "trl",
            "{'prompt':"
                + ASK
                + ",'chosen':[{'role':'assistant','content':'a'}],'rejected':[{'role':'assistant','content':'b'}]}",
            "s u A !b"),
        row(
            "trl",
            "{'prompt':" + ASK + ",'completion':[{'role':'assistant','content':'a'}],'label':true}",
            "s u A +"),
        row(
            "trl",
            "{'prompt':'u','completions':['a','b'],'labels':[true,false]}",
            "refused: the row judges steps of an answer; Hone learns whole answers"),
        // Axolotl
        row(
            "axolotl",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':'b','train':false},{'role':'user','content':'v'},{'role':'assistant','content':'a','train':true}]}",
            "u b v A"),
        row(
            "axolotl",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':'abc','train_detail':[{'begin_offset':0,'end_offset':1,'train':false}]}]}",
            "refused: message 2 is learned in parts (train_detail); Hone learns whole answers"),
        row(
            "openai",
            "{'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{'type':'text','text':'a','train':false}]}]}",
            "refused: message 2 is learned in parts (train_detail); Hone learns whole answers"),
        row(
            "axolotl",
            "{'messages':"
                + ASK
                + ",'chosen':{'role':'assistant','content':'a'},'rejected':{'role':'assistant','content':'b'}}",
            "s u A !b"),
        // ShareGPT
        row(
            "sharegpt",
            "{'conversations':[{'from':'system','value':'s'},{'from':'human','value':'u'},{'from':'gpt','value':'a'}]}",
            "s u A"),
        // LLaMA-Factory
        row(
            "llama-factory",
            "{'instruction':'u','input':'v','output':'a','system':'s','history':[['h','b']]}",
            "s h B u\nv A"),
        row(
            "llama-factory",
            "{'instruction':'u','input':'','chosen':'a','rejected':'b'}",
            "u A !b"),
        row(
            "llama-factory",
            "{'instruction':'u','input':'','output':'a','kto_tag':false}",
            "u A -"),
        row(
            "llama-factory",
            "{'conversations':[{'from':'human','value':'u'},{'from':'function_call','value':'{\\'name\\':\\'f\\',\\'arguments\\':{}}'},{'from':'observation','value':'r'},{'from':'gpt','value':'a'}],'system':'s','tools':'[]'}"
                .replace("\\'", "\\\""),
            "s u F{} r A"),
        row(
            "llama-factory",
            "{'conversations':[{'from':'human','value':'u'}],'chosen':{'from':'gpt','value':'a'},'rejected':{'from':'gpt','value':'b'}}",
            "u A !b"),
        row(
            "llama-factory",
            "{'conversations':[{'from':'human','value':'u'},{'from':'gpt','value':'a'}],'kto_tag':true}",
            "u A +"));
  }

  private static Arguments row(String format, String json, String meaning) {
    return Arguments.of(format, json.replace('\'', '"'), meaning);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsIt(String format, String json, String meaning) {
    ObjectNode row = (ObjectNode) Json.parse(json);
    TrainingFormat told = TrainingFormats.of(List.of(row));
    assertThat(told.name()).as(json).isEqualTo(format);
    assertThat(meaning(told, row)).as(json).isEqualTo(meaning);
  }

  private static String meaning(TrainingFormat format, ObjectNode json) {
    TrainingRow row;
    try {
      row = format.read(json);
    } catch (IllegalArgumentException e) {
      return "refused: " + e.getMessage();
    }
    List<String> words = new ArrayList<>();
    for (Turn turn : row.turns()) {
      String said = said(turn.message());
      words.add(turn.learned() ? said.toUpperCase(Locale.ROOT) : said);
    }
    if (row.rejected() != null) {
      words.add("!" + said(row.rejected()));
    }
    if (row.good() != null) {
      words.add(row.good() ? "+" : "-");
    }
    if (row.split() != null) {
      words.add(row.split());
    }
    if (!row.metadata().isEmpty()) {
      words.add(row.metadata().toString());
    }
    return String.join(" ", words);
  }

  private static String said(Message message) {
    if (message.refusal() != null) {
      return "refuses: " + message.refusal();
    }
    StringBuilder said = new StringBuilder(message.text());
    for (ToolCall call : message.toolCalls()) {
      said.append(call.name()).append(call.arguments());
    }
    return said.toString();
  }
}
