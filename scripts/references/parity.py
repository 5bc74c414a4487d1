"""Records what transformers and peft compute, for Hone's engine to match.

Tiny random Llama and Qwen2 models with tokenizers; for each: token ids of texts and of a chat, logits, loss and
gradient norm of 20 LoRA steps with fixed data from a fixed adapter, greedy continuations of 64 tokens, and logits
under the adapter that peft saved.

    pip install torch transformers peft safetensors
    python scripts/references/parity.py                 writes engine/src/test/resources/parity
    python scripts/references/parity.py --check FOLDER  loads the adapter that Hone wrote into FOLDER in peft, over
                                                        the fixture model that FOLDER/base.txt names, and writes its
                                                        logits to FOLDER/peft_logits.safetensors
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, PreTrainedTokenizerFast, Qwen2Config

torch.set_num_threads(1)
OUT = Path(__file__).resolve().parents[2] / "engine/src/test/resources/parity"
STEPS, NEW_TOKENS, RANK, ALPHA, RATE, DECAY, CLIP = 20, 64, 4, 8, 5e-3, 0.01, 1.0
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
TEXTS = ["Hello, world!", "Order 4711 is late.\n\nPlease  refund it", "naïve café – 北京 🎉", "  leading and trailing  ", ""]
CHAT = [
    {"role": "system", "content": "You sort tickets."},
    {"role": "user", "content": "Where is order 4711?"},
]
ANSWER = {"role": "assistant", "content": "{\"category\": \"shipping\"}"}
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
HEADERS = (
    "{{ bos_token }}{% for message in messages %}{{ '<|start|>' + message['role'] + '<|sep|>' + message['content'] | trim "
    "+ '<|eot|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start|>assistant<|sep|>' }}{% endif %}"
)
CORPUS = ["Where is my order? Please refund it.", "The order is late and the parcel is lost.", "Sort this ticket: shipping, refund, account."] * 20

SMALL = dict(vocab_size=320, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             intermediate_size=48, max_position_embeddings=256, initializer_range=0.3)
CASES = {
    "llama-tied": dict(config=LlamaConfig(**SMALL, tie_word_embeddings=True, rms_norm_eps=1e-5, head_dim=8), template=HEADERS,
                       specials=["<|begin|>", "<|end|>", "<|start|>", "<|sep|>", "<|eot|>"], dtype=torch.float32, old=False),
    "llama3-rope": dict(config=LlamaConfig(**{**SMALL, "num_key_value_heads": 4}, tie_word_embeddings=False, rms_norm_eps=1e-6,
                                           rope_parameters={"rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0,
                                                            "high_freq_factor": 4.0, "original_max_position_embeddings": 64}),
                        template=HEADERS, specials=["<|begin|>", "<|end|>", "<|start|>", "<|sep|>", "<|eot|>"], dtype=torch.float32, old=True),
    "qwen2-untied": dict(config=Qwen2Config(**SMALL, tie_word_embeddings=False), template=CHATML,
                         specials=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], dtype=torch.float32, old=False),
    "qwen2-tied-bf16": dict(config=Qwen2Config(**{**SMALL, "num_key_value_heads": 1}, tie_word_embeddings=True, use_sliding_window=False), template=CHATML,
                            specials=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], dtype=torch.bfloat16, old=True),
}


def tokenizer(specials, template, folder):
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=SMALL["vocab_size"], special_tokens=specials, show_progress=False,
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    llama = specials[0] == "<|begin|>"
    fast = PreTrainedTokenizerFast(tokenizer_object=bpe, bos_token=specials[0] if llama else None, eos_token=specials[1] if llama else specials[0])
    fast.chat_template = template
    fast.save_pretrained(folder)
    if not llama:  # the older place for a template: inside tokenizer_config.json
        (folder / "chat_template.jinja").unlink(missing_ok=True)
        config = json.loads((folder / "tokenizer_config.json").read_text())
        config["chat_template"] = template
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2))


def old_spelling(file):
    """Today's transformers writes dtype and rope_parameters; most models on the hub say it the older way."""
    config = json.loads(file.read_text())
    config["torch_dtype"] = config.pop("dtype")
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = None if rope["rope_type"] == "default" else rope
    file.write_text(json.dumps(config, indent=2))


def batches(vocabulary):
    """Fixed rows of unequal lengths, the first part of each not trained."""
    g = torch.Generator().manual_seed(7)
    out = []
    for _ in range(STEPS):
        rows = []
        for length in (19, 11, 14):
            ids = torch.randint(8, vocabulary, (length,), generator=g).tolist()
            rows.append((ids, [-100] * (length // 3) + ids[length // 3 :]))
        out.append(rows)
    return out


def padded(rows):
    width = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([i + [0] * (width - len(i)) for i, _ in rows])
    labels = torch.tensor([l + [-100] * (width - len(l)) for _, l in rows])
    mask = torch.tensor([[1] * len(i) + [0] * (width - len(i)) for i, _ in rows])
    return ids, labels, mask


@torch.no_grad()
def greedy(model, prompts):
    """Of equally long prompts -> each one's tokens and the smallest lead of a chosen token over the next."""
    ids, lead = prompts, torch.full([len(prompts)], 1e9)
    for _ in range(NEW_TOKENS):
        top = model(ids).logits[:, -1].float().topk(2)
        lead = torch.minimum(lead, top.values[:, 0] - top.values[:, 1])
        ids = torch.cat([ids, top.indices[:, :1]], 1)
    return ids[:, prompts.size(1) :], lead


def record(name, case):
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    torch.manual_seed(11)
    model = AutoModelForCausalLM.from_config(case["config"], attn_implementation="eager", dtype=torch.float32)
    with torch.no_grad():
        for key, p in model.named_parameters():
            if key.endswith("bias") or "norm" in key:
                p.add_(torch.randn_like(p) * 0.2)
    model.to(case["dtype"]).save_pretrained(folder)
    tokenizer(case["specials"], case["template"], folder)
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [1]}))
    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    if case["old"]:
        old_spelling(folder / "config.json")
    tok = AutoTokenizer.from_pretrained(folder)
    V = case["config"].vocab_size
    fixture = {
        "texts": TEXTS,
        "ids": [tok.encode(t, add_special_tokens=False) for t in TEXTS],
        "chat": CHAT,
        "answer": ANSWER,
        "chat_ids": tok.apply_chat_template(CHAT, add_generation_prompt=True, return_dict=False),
        "chat_text": tok.apply_chat_template(CHAT, add_generation_prompt=True, tokenize=False),
        "answered_text": tok.apply_chat_template(CHAT + [ANSWER], tokenize=False),
        "steps": {"rate": RATE, "decay": DECAY, "clip": CLIP},
    }
    g = torch.Generator().manual_seed(3)
    probe = torch.randint(8, V, (2, 12), generator=g)
    fixture["probe"] = probe.tolist()
    tensors = {"base": model(probe).logits.detach().float().contiguous()}
    leads = []
    for length in (3, 7, 12):  # unequal, and nowhere a near tie: a fixture on one would prove nothing
        prompts = torch.randint(8, V, (32, length), generator=torch.Generator().manual_seed(length))
        tokens, lead = greedy(model, prompts)
        best = int(lead.argmax())
        leads.append(lead[best].item())
        fixture.setdefault("prompts", []).append(prompts[best].tolist())
        fixture.setdefault("greedy", []).append(tokens[best].tolist())
    assert min(leads) > 1e-3, (name, leads)

    tuned = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM", target_modules=PROJECTIONS))
    tuned.peft_config["default"].base_model_name_or_path = name  # not where this script happens to run
    with torch.no_grad():
        for key, p in tuned.named_parameters():
            if "lora_B" in key:
                p.copy_(torch.randn_like(p) * 0.05)
    tuned.save_pretrained(folder / "adapter-before")
    params = [p for p in tuned.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(params, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    fixture["batches"] = batches(V)
    fixture["losses"], fixture["norms"] = [], []
    for rows in fixture["batches"]:
        ids, labels, mask = padded(rows)
        loss = tuned(input_ids=ids, attention_mask=mask, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(params, CLIP)
        optimizer.step()
        fixture["losses"].append(loss.item())
        fixture["norms"].append(norm.item())
    tuned.save_pretrained(folder / "adapter-after")
    tensors["tuned"] = tuned(input_ids=probe).logits.detach().float().contiguous()
    save_file(tensors, folder / "logits.safetensors")
    (folder / "fixture.json").write_text(json.dumps(fixture))
    for leftover in ("adapter-before/README.md", "adapter-after/README.md"):
        (folder / leftover).unlink(missing_ok=True)
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(f"{name}: loss {fixture['losses'][0]:.4f} -> {fixture['losses'][-1]:.4f}, norm {fixture['norms'][0]:.3f}, leads {min(leads):.4f}, {size // 1024} KiB")


def check(folder):
    base = OUT / (folder / "base.txt").read_text().strip()
    model = AutoModelForCausalLM.from_pretrained(base, attn_implementation="eager", dtype=torch.float32)
    tuned = PeftModel.from_pretrained(model, folder).eval()
    probe = torch.tensor(json.loads((base / "fixture.json").read_text())["probe"])
    with torch.no_grad():
        plain, logits = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)(probe).logits, tuned(probe).logits
    save_file({"tuned": logits.float().contiguous()}, folder / "peft_logits.safetensors")
    print(f"peft reads {folder}; the adapter moves the logits by up to {(logits - plain).abs().max().item():.4f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(Path(sys.argv[2]))
    else:
        for case_name, case_setup in CASES.items():
            record(case_name, case_setup)
