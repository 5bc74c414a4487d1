# The decoder: a Llama-like transformer, its gradients, its optimizer and its decoding step.
#
# TorchScript source. Words between at-signs are literals that Java fills in from config.json; weights
# and adapters are arguments, so the program holds no state and serves every adapter at once.
#
#   B rows   T positions   N rows that are learned   H hidden   D head   V vocabulary
#   w  weights: embedding, then per layer [norm, q, k, v, o, norm, gate, up, down, biases...], norm, head
#   l  adapter: per layer (A, B) of q, k, v, o, gate, up, down; empty for none; A of rank 0 where absent
#   s  the adapter's scale
#   dt the dtype computed in (6 f32, 15 bf16); weights and adapters may be kept in another
class Model(Module):
  def linear(self: __torch__.Model, x: Tensor, w: List[Tensor], j: int, bias: int, l: List[Tensor], a: int, s: float) -> Tensor:
    b = annotate(Optional[Tensor], None)
    if bias >= 0:
      b = w[bias].to(x.dtype)
    y = torch.linear(x, w[j].to(x.dtype), b)
    if len(l) > 0:
      if l[2 * a].size(0) > 0:
        y = y + torch.linear(torch.linear(x, l[2 * a].to(x.dtype)), l[2 * a + 1].to(x.dtype)) * s
    return y

  def norm(self: __torch__.Model, x: Tensor, weight: Tensor) -> Tensor:
    y = x.to(6)
    y = y * torch.rsqrt(torch.mean(y * y, [-1], True) + @EPS@)
    return y.to(x.dtype) * weight.to(x.dtype)

  # x [B, heads, T, D]; cos, sin [T, D] or [B, 1, T, D]
  def rotate(self: __torch__.Model, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    x1, x2 = torch.chunk(x, 2, -1)
    return x * cos + torch.cat([torch.neg(x2), x1], -1) * sin

  def repeat(self: __torch__.Model, x: Tensor) -> Tensor:
    if @GROUP@ == 1:
      return x
    return x[:, :, None].expand([x.size(0), @KV@, @GROUP@, x.size(2), @D@]).reshape([x.size(0), @HEADS@, x.size(2), @D@])

  # frequencies [D/2] -> cos, sin [positions, D]
  def rope(self: __torch__.Model, frequencies: Tensor, positions: int, scale: float, dt: int) -> Tuple[Tensor, Tensor]:
    angle = torch.outer(torch.arange(positions, dtype=6, device=frequencies.device), frequencies)
    angle = torch.cat([angle, angle], -1)
    return ((torch.cos(angle) * scale).to(dt), (torch.sin(angle) * scale).to(dt))

  def feed_forward(self: __torch__.Model, h: Tensor, w: List[Tensor], l: List[Tensor], s: float, i: int) -> Tensor:
    o = 1 + i * @STRIDE@
    x = self.norm(h, w[o + 5])
    gate = torch.silu(self.linear(x, w, o + 6, -1, l, 7 * i + 4, s))
    up = self.linear(x, w, o + 7, -1, l, 7 * i + 5, s)
    return h + self.linear(gate * up, w, o + 8, -1, l, 7 * i + 6, s)

  # h [B, T, H] -> q [B, HEADS, T, D], k, v [B, KV, T, D]
  def project(self: __torch__.Model, h: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, i: int) -> Tuple[Tensor, Tensor, Tensor]:
    B = h.size(0)
    T = h.size(1)
    o = 1 + i * @STRIDE@
    x = self.norm(h, w[o])
    qb = -1
    kb = -1
    vb = -1
    if @QKV_BIAS@:
      qb = o + 9
      kb = o + 10
      vb = o + 11
    q = self.linear(x, w, o + 1, qb, l, 7 * i, s).view([B, T, @HEADS@, @D@]).transpose(1, 2)
    k = self.linear(x, w, o + 2, kb, l, 7 * i + 1, s).view([B, T, @KV@, @D@]).transpose(1, 2)
    v = self.linear(x, w, o + 3, vb, l, 7 * i + 2, s).view([B, T, @KV@, @D@]).transpose(1, 2)
    return (self.rotate(q, cos, sin), self.rotate(k, cos, sin), v)

  # a [B, HEADS, T, D] -> [B, T, H]
  def output(self: __torch__.Model, a: Tensor, w: List[Tensor], l: List[Tensor], s: float, i: int) -> Tensor:
    o = 1 + i * @STRIDE@
    ob = -1
    if @O_BIAS@:
      ob = o + 12
    return self.linear(a.transpose(1, 2).reshape([a.size(0), a.size(2), @HEADS@ * @D@]), w, o + 4, ob, l, 7 * i + 3, s)

  # Causal attention of q [B, HEADS, T, D] to k, v [B, KV, T, D], a quarter of the queries at a time, each to the keys
  # so far. Where a core multiplies bf16 natively, this takes half the time of libtorch's fused kernel, whose backward
  # pass does not; its probabilities need memory by T squared, so long rows go the other way.
  def blocked_attention(self: __torch__.Model, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    B = q.size(0)
    T = q.size(2)
    C = max((T + 3) // 4, 16)
    q = q.reshape([B * @KV@, @GROUP@, T, @D@])
    k = k.reshape([B * @KV@, T, @D@]).transpose(1, 2)
    v = v.reshape([B * @KV@, T, @D@])
    mask = torch.triu(torch.full([T, T], -inf, dtype=q.dtype, device=q.device), 1)
    out = annotate(List[Tensor], [])
    a = 0
    while a < T:
      e = min(a + C, T)
      seen = mask[a:e, :e][None].expand([@GROUP@, e - a, e]).reshape([1, @GROUP@ * (e - a), e]).expand([B * @KV@, @GROUP@ * (e - a), e])
      scores = torch.baddbmm(seen, q[:, :, a:e].reshape([B * @KV@, @GROUP@ * (e - a), @D@]), k[:, :, :e], beta=1, alpha=@ROOT@)
      out.append(torch.bmm(torch.softmax(scores, -1), v[:, :e]).view([B * @KV@, @GROUP@, e - a, @D@]))
      a = e
    return torch.cat(out, 2).view([B, @HEADS@, T, @D@])

  def layer(self: __torch__.Model, h: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, i: int) -> Tensor:
    q, k, v = self.project(h, cos, sin, w, l, s, i)
    if h.dtype == 15 and h.size(1) <= @BLOCKED_TO@ and not h.is_cuda:
      a = self.blocked_attention(q, k, v)
    else:
      a = torch.scaled_dot_product_attention(q, self.repeat(k), self.repeat(v), attn_mask=None, dropout_p=0., is_causal=True)
    h = h + self.output(a, w, l, s, i)
    return self.feed_forward(h, w, l, s, i)

  def embed(self: __torch__.Model, ids: Tensor, w: List[Tensor], dt: int) -> Tensor:
    return torch.embedding(w[0], ids.to(w[0].device)).to(dt)

  # x [.., H] -> [.., V]
  def head(self: __torch__.Model, x: Tensor, w: List[Tensor]) -> Tensor:
    return torch.linear(self.norm(x, w[@NORM@]), w[@HEAD@].to(x.dtype))

  # ids [B, T] -> the hidden states of the learned rows [N, H]
  def hidden(self: __torch__.Model, ids: Tensor, rows: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, dt: int) -> Tensor:
    h = self.embed(ids, w, dt)
    c = cos[:ids.size(1)]
    n = sin[:ids.size(1)]
    for i in range(@LAYERS@):
      h = self.layer(h, c, n, w, l, s, i)
    return torch.index_select(h.reshape([-1, @H@]), 0, rows.to(h.device))

  # ids [B, T] -> [B, T, V] in f32
  def logits(self: __torch__.Model, ids: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, dt: int) -> Tensor:
    torch.set_grad_enabled(False)
    rows = torch.arange(ids.size(0) * ids.size(1), device=w[0].device)
    x = self.hidden(ids, rows, cos, sin, w, l, s, dt)
    return self.head(x, w).to(6).view([ids.size(0), ids.size(1), @V@])

  # z [N, V] in f32, its softmax -> cross-entropy of the targets [N]
  def cross_entropy(self: __torch__.Model, z: Tensor, p: Tensor, targets: Tensor) -> Tensor:
    # log of the sum of exp(z), read off the likeliest token
    lse = torch.amax(z, [-1]) - torch.log(torch.amax(p, [-1]))
    return lse - torch.gather(z, 1, targets[:, None])[:, 0]

  def loss(self: __torch__.Model, ids: Tensor, rows: Tensor, targets: Tensor, weights: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, dt: int, chunk: int) -> float:
    torch.set_grad_enabled(False)
    x = self.hidden(ids, rows, cos, sin, w, l, s, dt)
    targets = targets.to(x.device)
    weights = weights.to(x.device)
    total = 0.
    a = 0
    while a < x.size(0):
      z = self.head(x[a:a + chunk], w).to(6)
      total = total + float(torch.sum(self.cross_entropy(z, torch.softmax(z, -1), targets[a:a + chunk]) * weights[a:a + chunk]))
      a = a + chunk
    return total

  def some(self: __torch__.Model, grads: List[Optional[Tensor]]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for g in grads:
      assert g is not None
      out.append(g)
    return out

  def leaves(self: __torch__.Model, ts: List[Tensor]) -> List[Tensor]:
    return [t.detach().requires_grad_(True) for t in ts]

  # The head never sees more than a chunk of rows, so the logits of a batch never exist at once. Its gradient is written
  # out: (softmax - one at the target) * weight / norm, in place, where autograd would keep three more arrays of that size.
  # -> loss / norm, its gradient for x [N, H], its gradients for the last norm and the head (full only)
  def head_gradients(self: __torch__.Model, x: Tensor, targets: Tensor, weights: Tensor, norm: float, w: List[Tensor], full: bool, chunk: int) -> Tuple[Tensor, Tensor, List[Tensor]]:
    torch.set_grad_enabled(True)
    leaf = x.detach().requires_grad_(True)
    leaves = [leaf]
    weight = w[@NORM@]
    if full:
      weight = weight.detach().requires_grad_(True)
      leaves.append(weight)
    y = self.norm(leaf, weight)
    torch.set_grad_enabled(False)
    yd = y.detach()
    wh = w[@HEAD@].to(x.dtype)
    gy = torch.empty_like(yd)
    gw = torch.zeros([0], dtype=6, device=x.device)
    if full:
      gw = torch.zeros(w[@HEAD@].size(), dtype=6, device=x.device)
    total = torch.zeros([], dtype=6, device=x.device)
    a = 0
    while a < x.size(0):
      yc = yd[a:a + chunk]
      t = targets[a:a + chunk]
      wc = weights[a:a + chunk] / norm
      z = torch.linear(yc, wh).to(6)
      p = torch.softmax(z, -1)
      total = total + torch.sum(self.cross_entropy(z, p, t) * wc)
      torch.scatter_add_(p, 1, t[:, None], torch.full([t.size(0), 1], -1., dtype=6, device=x.device))
      torch.mul_(p, wc[:, None])
      g = p.to(x.dtype)
      gy[a:a + chunk] = torch.mm(g, wh)
      if full:
        torch.add_(gw, torch.mm(g.t(), yc))
      a = a + chunk
    gs = self.some(torch.grad([y], leaves, annotate(List[Optional[Tensor]], [gy]), None, False, False))
    sums = annotate(List[Tensor], [])
    if full:
      sums = [gs[1], gw]
    return (total, gs[0], sums)

  # The gradients of (sum of weight * cross-entropy) / norm: for all weights if there is no adapter, else for the adapter.
  def gradients(self: __torch__.Model, ids: Tensor, rows: Tensor, targets: Tensor, weights: Tensor, norm: float, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, dt: int, chunk: int, checkpoint: bool) -> Tuple[float, List[Tensor]]:
    full = len(l) == 0
    ids = ids.to(w[0].device)
    rows = rows.to(ids.device)
    targets = targets.to(ids.device)
    weights = weights.to(ids.device)
    c = cos[:ids.size(1)]
    n = sin[:ids.size(1)]
    out = annotate(List[Tensor], [])
    if checkpoint:
      torch.set_grad_enabled(False)
      h = self.embed(ids, w, dt)
      inputs = annotate(List[Tensor], [])
      for i in range(@LAYERS@):
        inputs.append(h)
        h = self.layer(h, c, n, w, l, s, i)
      x = torch.index_select(h.reshape([-1, @H@]), 0, rows)
      total, gx, gh = self.head_gradients(x, targets, weights, norm, w, full, chunk)
      g = torch.zeros_like(h)
      # Added, not copied: rows that only fill up the batch come more than once, with no gradient.
      torch.index_add_(g.view([-1, @H@]), 0, rows, gx)
      reversed = annotate(List[List[Tensor]], [])
      for r in range(@LAYERS@):
        i = @LAYERS@ - 1 - r
        torch.set_grad_enabled(True)
        h = inputs.pop().detach().requires_grad_(full or i > 0)
        ws = annotate(List[Tensor], [])
        ws.extend(w)
        ls = annotate(List[Tensor], [])
        ls.extend(l)
        leaves = annotate(List[Tensor], [])
        if full:
          for j in range(1 + i * @STRIDE@, 1 + (i + 1) * @STRIDE@):
            ws[j] = w[j].detach().requires_grad_(True)
            leaves.append(ws[j])
        else:
          for j in range(14 * i, 14 * (i + 1)):
            ls[j] = l[j].detach().requires_grad_(True)
            leaves.append(ls[j])
        y = self.layer(h, c, n, ws, ls, s, i)
        if full or i > 0:
          leaves.append(h)
        gs = self.some(torch.grad([y], leaves, annotate(List[Optional[Tensor]], [g]), None, False, False))
        torch.set_grad_enabled(False)
        if full or i > 0:
          g = gs.pop()
        reversed.append(gs)
      if full:
        torch.set_grad_enabled(True)
        e = w[0].detach().requires_grad_(True)
        y = torch.embedding(e, ids).to(dt)
        out.extend(self.some(torch.grad([y], [e], annotate(List[Optional[Tensor]], [g]), None, False, False)))
        torch.set_grad_enabled(False)
      for i in range(@LAYERS@):
        out.extend(reversed[@LAYERS@ - 1 - i])
    else:
      torch.set_grad_enabled(True)
      ws = w
      ls = l
      if full:
        ws = self.leaves(w)
      else:
        ls = self.leaves(l)
      x = self.hidden(ids, rows, cos, sin, ws, ls, s, dt)
      torch.set_grad_enabled(False)
      total, gx, gh = self.head_gradients(x.detach(), targets, weights, norm, w, full, chunk)
      if full:
        out = self.some(torch.grad([x], ws[:@NORM@], annotate(List[Optional[Tensor]], [gx]), None, False, False))
      else:
        out = self.some(torch.grad([x], ls, annotate(List[Optional[Tensor]], [gx]), None, False, False))
    if full:
      out.append(gh[0])
      if @HEAD@ == 0:
        out[0] = out[0] + gh[1]
      else:
        out.append(gh[1])
    return (float(total), out)

  def accumulate(self: __torch__.Model, sum: List[Tensor], g: List[Tensor]) -> None:
    torch.set_grad_enabled(False)
    torch._foreach_add_(sum, g)

  # Moves the averages a share of the way to the parameters.
  def average(self: __torch__.Model, a: List[Tensor], p: List[Tensor], share: float) -> None:
    torch.set_grad_enabled(False)
    torch._foreach_mul_(a, 1. - share)
    torch._foreach_add_(a, p, alpha=share)

  # Scales the gradients down to the global norm clip and steps AdamW in place; -> the norm before.
  # Vectors do not decay. v2 are the squares' means, steps one f32 scalar per tensor.
  def adamw(self: __torch__.Model, p: List[Tensor], g: List[Tensor], m: List[Tensor], v2: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, eps: float, clip: float) -> float:
    torch.set_grad_enabled(False)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)), 2)
    torch._foreach_mul_(g, torch.clamp_max(clip / (norm + 1.0e-6), 1.))
    torch._foreach_add_(steps, 1)
    # Decay apart, tensor by tensor: an in-place call on a list made here would be taken for dead code.
    if decay != 0.:
      for t in p:
        if t.dim() > 1:
          torch.mul_(t, 1. - lr * decay)
    torch._fused_adamw_(p, g, m, v2, annotate(List[Tensor], []), steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=0., eps=eps, amsgrad=False, maximize=False)
    return float(norm)

  # Decoding. Prompts are padded on the left; pad [B] says by how much. The cache is k, v [LAYERS, B, KV, room, D].
  def cache(self: __torch__.Model, rows: int, room: int, dt: int, w: List[Tensor]) -> Tuple[Tensor, Tensor]:
    return (torch.empty([@LAYERS@, rows, @KV@, room, @D@], dtype=dt, device=w[0].device), torch.empty([@LAYERS@, rows, @KV@, room, @D@], dtype=dt, device=w[0].device))

  # ids [B, T] at positions at..at+T of the padded rows -> logits of the last position [B, V] in the computing dtype
  def decode(self: __torch__.Model, ids: Tensor, at: int, pad: Tensor, padded: bool, kc: Tensor, vc: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], l: List[Tensor], s: float, dt: int) -> Tensor:
    torch.set_grad_enabled(False)
    B = ids.size(0)
    T = ids.size(1)
    h = self.embed(ids, w, dt)
    c = cos[at:at + T]
    n = sin[at:at + T]
    mask = annotate(Optional[Tensor], None)
    if padded:
      p = pad.to(h.device)[:, None]
      here = torch.arange(at, at + T, device=h.device)
      keys = torch.arange(at + T, device=h.device)
      where = torch.clamp_min(here[None] - p, 0)
      c = cos[where][:, None]
      n = sin[where][:, None]
      seen = torch.logical_and(keys[None, None] >= p[:, :, None], keys[None, None] <= here[None, :, None])
      # A padding position sees itself: softmax over nothing is not a number.
      mask = torch.logical_or(seen, keys[None, None] == here[None, :, None])[:, None]
    for i in range(@LAYERS@):
      q, k, v = self.project(h, c, n, w, l, s, i)
      ki = kc[i]
      vi = vc[i]
      torch.copy_(torch.narrow(ki, 2, at, T), k)
      torch.copy_(torch.narrow(vi, 2, at, T), v)
      ka = torch.narrow(ki, 2, 0, at + T)
      va = torch.narrow(vi, 2, 0, at + T)
      if T == 1:
        a = torch.scaled_dot_product_attention(q.view([B, @KV@, @GROUP@, @D@]), ka, va, attn_mask=mask, dropout_p=0., is_causal=False)
        a = a.view([B, @HEADS@, 1, @D@])
      else:
        assert at == 0
        a = torch.scaled_dot_product_attention(q, self.repeat(ka), self.repeat(va), attn_mask=mask, dropout_p=0., is_causal=not padded)
      h = h + self.output(a, w, l, s, i)
      h = self.feed_forward(h, w, l, s, i)
    return self.head(h[:, -1], w)

  def greedy(self: __torch__.Model, logits: Tensor) -> Tensor:
    return torch.argmax(logits, -1)

  def keep_rows(self: __torch__.Model, x: Tensor, rows: Tensor, dim: int) -> Tensor:
    return torch.index_select(x, dim, rows.to(x.device))

  # Memory. A file is mapped once per dtype it holds and cut into tensors.
  def map_file(self: __torch__.Model, path: str, elements: int, dt: int) -> Tensor:
    return torch.from_file(path, False, elements, dtype=dt)

  def cut(self: __torch__.Model, file: Tensor, start: int, end: int, shape: List[int]) -> Tensor:
    return torch.view(file[start:end], shape)

  def to_type(self: __torch__.Model, x: Tensor, dt: int) -> Tensor:
    torch.set_grad_enabled(False)
    return x.to(dt)

  def copies(self: __torch__.Model, ts: List[Tensor], dt: int) -> List[Tensor]:
    torch.set_grad_enabled(False)
    return [torch.clone(t.to(dt)) for t in ts]

  def casts(self: __torch__.Model, ts: List[Tensor], dt: int, scale_odd: float) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(len(ts)):
      t = ts[i]
      if i % 2 == 1 and scale_odd != 1.:
        t = t * scale_odd
      out.append(t.to(dt))
    return out

  def zeros_like(self: __torch__.Model, ts: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(False)
    return [torch.zeros_like(t) for t in ts]

  def counters(self: __torch__.Model, ts: List[Tensor], value: float) -> List[Tensor]:
    torch.set_grad_enabled(False)
    return [torch.full([], value, dtype=6, device=t.device) for t in ts]
