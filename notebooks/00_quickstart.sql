-- Databricks notebook source
-- MAGIC %md
-- MAGIC # From a request log to a tuned model, in SQL
-- MAGIC
-- MAGIC Six nouns, one after the other: logged call, example, label, adapter, answer, verdict. `CALL hone.…` does something once and says what
-- MAGIC it did; `hone_answer(model, request)` asks a model in any query. Relabelling, judges and drift come in notebooks of their own.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC Hone registers itself in this session. Where its jar is on the class path when Spark starts, `hone_answer` is there without this cell.

-- COMMAND ----------

-- MAGIC %scala
-- MAGIC dev.hone.Hone.register(spark)

-- COMMAND ----------

-- MAGIC %md
-- MAGIC What to work on. The log is an inference table, a Delta path or JSON Lines; folders may lie on any file system that Spark reads.

-- COMMAND ----------

DECLARE OR REPLACE VARIABLE request_log STRING DEFAULT 'hone-data/sample/calls.jsonl';
DECLARE OR REPLACE VARIABLE base_model STRING DEFAULT 'models/hone-small';
DECLARE OR REPLACE VARIABLE adapter_folder STRING DEFAULT 'hone-data/adapters/quickstart';
DECLARE OR REPLACE VARIABLE training_seconds INT DEFAULT 240;

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Logged calls
-- MAGIC A row that cannot be read as a call is kept, with its raw text and the reason.

-- COMMAND ----------

CALL hone.read_calls(log => request_log, into => 'calls');

-- COMMAND ----------

SELECT provider, model_requested, status_code, coalesce(unreadable, incomplete, 'complete') AS state, count(*) AS calls
FROM calls
GROUP BY ALL
ORDER BY calls DESC;

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Examples and labels
-- MAGIC Failed, cut and repeated calls are dropped with a reason, never removed; text that stands in every prompt is pruned; a tenth or so is held
-- MAGIC out by conversation. The label is what the logged model said, right or wrong.

-- COMMAND ----------

CALL hone.make_examples(calls => 'calls', into => 'examples');

-- COMMAND ----------

SELECT coalesce(dropped, split) AS fate, count(*) AS examples, avg(length(to_json(messages))) AS chars_logged, avg(length(to_json(prompt))) AS chars_pruned
FROM examples
GROUP BY ALL
ORDER BY examples DESC;

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## An adapter
-- MAGIC Trains in one task and waits for it. The folder appears when it is complete; a run that was stopped goes on where it was.

-- COMMAND ----------

CALL hone.tune(
  examples => 'examples', base_model => base_model, adapter => adapter_folder,
  time_budget_seconds => training_seconds, overwrite => true);

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Answers
-- MAGIC The held-out requests, as logged, to the base model and to the same with the adapter, which prunes them again by itself. Written to a
-- MAGIC table, because a query that is run twice asks twice.

-- COMMAND ----------

CREATE OR REPLACE TABLE answers USING delta AS
SELECT
  id AS example_id,
  label.content AS logged,
  hone_answer('local:' || base_model, request) AS base,
  hone_answer('local:' || base_model || '?adapter=' || adapter_folder, request) AS tuned
FROM (
  SELECT
    id, label,
    to_json(named_struct('messages', transform(messages, m -> struct(m.role, m.content)), 'max_tokens', 64)) AS request
  FROM examples
  WHERE dropped IS NULL AND split = 'test'
  LIMIT 200
);

-- COMMAND ----------

SELECT logged, base.answer AS base, tuned.answer AS tuned, coalesce(base.error, tuned.error) AS error
FROM answers
LIMIT 10;

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Verdicts
-- MAGIC How often each says what the log says, to the character. Agreement with the log is not accuracy: the logged model errs too. `bin/hone run`
-- MAGIC compares field by field, with intervals, and against the truth where it is known.

-- COMMAND ----------

SELECT
  count(*) AS requests,
  avg(if(trim(base.answer) = trim(logged), 1.0, 0.0)) AS base_agrees,
  avg(if(trim(tuned.answer) = trim(logged), 1.0, 0.0)) AS tuned_agrees,
  count_if(base.error IS NOT NULL) AS base_errors,
  count_if(tuned.error IS NOT NULL) AS tuned_errors,
  sum(tuned.input_tokens) AS tuned_input_tokens,
  sum(tuned.output_tokens) AS tuned_output_tokens
FROM answers;
