"""What PyTorch's functions make of an input, expression by expression: tests/data/sources/torch_functions.csv.

Run it with a Python that has torch; the table goes to standard output. Each expression is run with two and with three
samples, and its row has the shape of one sample of what it gives.
"""

import sys

import torch
import torch.nn.functional as F  # noqa: F401 (the expressions use it)
import torch.nn as nn  # noqa: F401

EXPRESSIONS = {
    (4, 8, 6): """
x.unflatten(1, (2, 2))
x.unflatten(-1, (-1, 3))
torch.unflatten(x, 2, (4, 2))
x.flatten(1)
x.flatten(2)
x.flatten(1, 2)
torch.flatten(x, start_dim=2, end_dim=-1)
x.view(x.size(0), -1)
x.view(-1, 4, 48)
x.view(x.shape[0], 2, 2, *x.shape[2:])
x.reshape(-1, 8, 24)
x.reshape(x.shape[0], x.shape[1], -1)
x.view_as(x)
x.reshape_as(x)
x.permute(0, 2, 3, 1)
x.permute((0, 3, 1, 2))
torch.permute(x, (0, 1, 3, 2))
x.transpose(1, 2)
x.transpose(-1, -2)
x.transpose(1, 3).contiguous()
x.swapaxes(1, 2)
x.swapdims(2, 3)
torch.swapaxes(x, 1, 3)
x.movedim(1, -1)
x.moveaxis(3, 1)
torch.movedim(x, (1, 2), (2, 3))
x.mT
x.unsqueeze(1)
x.unsqueeze(-1)
torch.unsqueeze(x, 2)
x.unsqueeze(1).squeeze(1)
x[:, :1].squeeze(1)
x[:, :1].squeeze()
x.squeeze()
x[:, 0]
x[:, -1]
x[:, 1:3]
x[:, ::2]
x[..., 0]
x[..., 1:]
x[:, :, 2]
x[:, :, ::2, ::3]
x[:, None]
x[:, :, None, :, :]
x[:, [0, 2]]
x[:, [3, 0, 1], 2:]
x[:, :, :-1, 1:]
x.narrow(1, 1, 2)
torch.narrow(x, 2, 0, 5)
x.select(1, 0)
torch.select(x, -1, 2)
x.index_select(1, torch.tensor([0, 3]))
torch.index_select(x, 2, torch.tensor([1, 1, 1]))
x.chunk(2, 1)[0]
x.chunk(3, dim=2)[2]
torch.chunk(x, 4, dim=1)[3]
x.split(3, dim=1)[1]
x.split([1, 3], dim=1)[1]
torch.split(x, 5, dim=-1)[-1]
torch.tensor_split(x, 3, dim=2)[0]
x.tensor_split((1, 5), dim=2)[1]
x.unbind(1)[0]
torch.unbind(x, dim=3)[-1]
torch.cat([x, x], dim=1)
torch.cat((x, x[:, :1]), 1)
torch.concat([x, x], -1)
torch.concatenate([x, x], dim=2)
torch.stack([x, x], dim=1)
torch.stack([x, x, x], -1)
torch.hstack([x, x])
torch.dstack([x, x])
torch.cat(x.chunk(2, dim=1)[::-1], dim=1)
torch.cat([x.mean(1, keepdim=True), x.max(1, keepdim=True)[0]], dim=1)
x.repeat(1, 2, 1, 1)
x.repeat(1, 1, 2, 3)
x.tile((1, 2, 1, 1))
torch.tile(x, (2,))
x.repeat_interleave(2, dim=1)
torch.repeat_interleave(x, 3, dim=-1)
x.mean(1, keepdim=True).expand(-1, 7, -1, -1)
x.mean(1, keepdim=True).expand_as(x)
x[:, :, :1].broadcast_to(x.shape)
torch.broadcast_to(x[:, :1], (x.shape[0], 4, 8, 6))
x.flip(1)
torch.flip(x, [2, 3])
x.roll(1, 2)
torch.roll(x, shifts=(1, 2), dims=(2, 3))
x.rot90(1, [2, 3])
torch.rot90(x, 1, (2, 3))
x.unfold(2, 4, 2)
x.unfold(3, 2, 2)
x.unfold(2, 3, 1).unfold(3, 3, 3)
F.unfold(x, 3)
F.unfold(x, (2, 3), padding=1, stride=2)
F.fold(F.unfold(x, 2, stride=2), (8, 6), 2, stride=2)
F.pixel_shuffle(x, 2)
F.pixel_unshuffle(x, 2)
F.channel_shuffle(x, 2)
F.pad(x, (1, 2))
F.pad(x, (1, 1, 2, 0))
F.pad(x, (1, 1, 1, 1), mode='reflect')
F.pad(x, [0, 0, 0, 0, 1, 2], 'constant', 0)
F.pad(x, (-1, -1, 0, 0))
F.interpolate(x, scale_factor=2)
F.interpolate(x, scale_factor=(0.5, 2), mode='nearest')
F.interpolate(x, size=(5, 9), mode='bilinear', align_corners=False)
F.interpolate(x, size=7)
F.upsample(x, scale_factor=2)
F.interpolate(x, size=x.shape[2:], mode='bilinear')
F.grid_sample(x, torch.zeros(x.shape[0], 5, 7, 2), align_corners=False)
F.grid_sample(x, F.affine_grid(x.mean((2, 3))[:, :2, None].expand(-1, -1, 3), (x.shape[0], 4, 5, 7), align_corners=False), align_corners=False)
F.avg_pool2d(x, 2)
F.avg_pool2d(x, 3, stride=1, padding=1)
F.avg_pool2d(x, (2, 3), ceil_mode=True)
F.max_pool2d(x, 2)
F.max_pool2d(x, 3, 2, 1)
F.max_pool2d(x, kernel_size=3, stride=2, ceil_mode=True)
F.max_pool2d(x, 3, dilation=2, stride=1)
F.max_pool2d(x, 2, return_indices=True)[0]
torch.max_pool2d(x, 2)
F.lp_pool2d(x, 2, 2)
F.adaptive_avg_pool2d(x, 1)
F.adaptive_avg_pool2d(x, (3, None))
F.adaptive_max_pool2d(x, (2, 5))
F.fractional_max_pool2d(x, 2, output_size=(3, 2))
F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2)
F.conv2d(x, torch.zeros(5, 4, 3, 3))
F.conv2d(x, torch.zeros(5, 4, 3, 3), None, 2, 1)
F.conv2d(x, torch.zeros(8, 2, 3, 3), groups=2, padding='same')
F.conv2d(x, weight=torch.zeros(8, 1, 1, 3), groups=4, dilation=(1, 2))
torch.conv2d(x, torch.zeros(5, 4, 1, 1))
F.conv_transpose2d(x, torch.zeros(4, 5, 2, 2), stride=2)
F.conv_transpose2d(x, torch.zeros(4, 5, 3, 3), None, 2, 1, 1)
F.relu(x)
F.relu6(x)
F.leaky_relu(x, 0.1)
F.gelu(x, approximate='tanh')
F.silu(x)
F.mish(x)
F.hardswish(x)
F.hardsigmoid(x)
F.softplus(x)
F.elu(x)
F.selu(x)
F.celu(x)
F.glu(x, dim=1)
F.glu(x)
F.prelu(x, torch.zeros(4))
F.rrelu(x)
F.softmax(x, dim=1)
F.log_softmax(x, -1)
F.softmin(x, dim=1)
F.gumbel_softmax(x, dim=1)
F.normalize(x, dim=1)
F.layer_norm(x, (8, 6))
F.layer_norm(x, x.shape[1:])
F.group_norm(x, 2)
F.instance_norm(x)
F.batch_norm(x, torch.zeros(4), torch.ones(4))
F.local_response_norm(x, 3)
F.dropout(x, 0.5, self.training)
F.dropout2d(x)
F.alpha_dropout(x)
F.feature_alpha_dropout(x)
F.hardtanh(x)
F.hardshrink(x)
F.softshrink(x)
F.tanhshrink(x)
F.softsign(x)
F.logsigmoid(x)
F.threshold(x, 0.1, 20)
F.cosine_similarity(x, x, dim=1)
F.one_hot(x.argmax(1), 4)
x.mean((2, 3))
x.mean([2, 3], keepdim=True)
x.mean(dim=-1)
x.sum(1)
x.sum(dim=(1, 2), keepdim=True)
x.prod(1)
x.amax((2, 3))
x.amin(dim=1, keepdim=True)
x.max(1)[0]
x.max(1).values
x.max(dim=2, keepdim=True)[0]
torch.max(x, 1)[0]
torch.min(x, dim=1).values
torch.max(x, x)
torch.maximum(x, x)
x.min(2)[0]
x.median(1)[0]
x.mode(1)[0]
x.kthvalue(2, dim=1)[0]
x.std(1)
x.var(dim=(2, 3), keepdim=True)
torch.var_mean(x, dim=1)[1]
torch.std_mean(x, dim=1)[0]
x.norm(dim=1)
torch.norm(x, dim=1, keepdim=True)
torch.linalg.norm(x, dim=1)
torch.linalg.vector_norm(x, dim=(2, 3))
x.argmax(1)
torch.argmin(x, dim=-1, keepdim=True)
x.logsumexp(1)
torch.logsumexp(x, dim=(2, 3))
x.softmax(-1)
x.log_softmax(1)
x.cumsum(1)
torch.cumsum(x, dim=2)
x.cumprod(1)
x.topk(2, dim=1)[0]
torch.topk(x, 3, dim=-1).values
x.sort(dim=1)[0]
torch.sort(x, dim=2, descending=True).values
x.argsort(dim=1)
x.gather(1, torch.zeros(x.shape[0], 2, 8, 6, dtype=torch.long))
torch.take_along_dim(x, torch.zeros(x.shape[0], 1, 8, 6, dtype=torch.long), dim=1)
x.masked_fill(x > 0, 0.)
torch.where(x > 0, x, torch.zeros_like(x))
x.clamp(0, 1)
x.clip(min=0)
torch.clamp(x, max=6)
x.abs() + x.neg()
x.add(x).mul(2).sub(1).div(3)
torch.add(x, x, alpha=2)
x.pow(2).sqrt()
x ** 2 / (x.sigmoid() + 1e-5)
x.exp().log1p()
torch.rsqrt(x)
x.reciprocal()
x.sin() * x.cos()
x.tanh().atan()
x.erf()
x.floor() - x.ceil() + x.round()
torch.lerp(x, x, 0.5)
torch.addcmul(x, x, x)
x.square()
x.sign()
x.float().half().double().to(torch.float32)
x.type(torch.float32)
x.type_as(x)
x.to(x.device)
x.clone().detach()
x.contiguous(memory_format=torch.channels_last)
torch.fft.fft2(x).real
torch.fft.rfft2(x).abs()
x * torch.ones(4, 1, 1)
x + torch.arange(6)
x - x.mean(1, keepdim=True)
torch.zeros(x.shape[0], 3, 4) + torch.linspace(0, 1, 4) + x.mean()
x.new_zeros(x.shape[0], 7) + x.mean()
torch.empty(x.size(0), 2, 2).fill_(0) + x.mean()
torch.full((x.shape[0], 5), 0.1) * x.max()
torch.ones_like(x[:, :2]) * x[:, 2:]
torch.rand_like(x) + x
torch.randn(x.shape) + x
torch.einsum('bchw,bchw->bc', x, x)
torch.einsum('bchw->bhwc', x)
torch.einsum('bchw,dc->bdhw', x, torch.zeros(9, 4))
torch.matmul(x, x.transpose(-1, -2))
x @ x.mT
x.matmul(torch.zeros(6, 10))
torch.bmm(x.flatten(2), x.flatten(2).transpose(1, 2))
torch.baddbmm(torch.zeros(x.shape[0], 4, 4), x.flatten(2), x.flatten(2).transpose(1, 2))
torch.tensordot(x, torch.zeros(6, 3), dims=1)
torch.tensordot(x, torch.zeros(4, 8, 3), dims=([1, 2], [0, 1]))
torch.triu(x)
x.tril(diagonal=-1)
torch.diagonal(x, dim1=2, dim2=3)
x.diagonal(dim1=-2, dim2=-1)
torch.diag_embed(x.mean((2, 3)))
torch.meshgrid(torch.arange(3), torch.arange(5), indexing='ij')[0].expand(x.shape[0], 3, 5) * x.mean()
torch.cdist(x, x)
torch.nan_to_num(x)
torch.atleast_3d(x)
torch.view_as_real(torch.fft.fft(x))
torch.fft.fft(x, n=9, dim=1).abs()
torch.fft.rfft(x, dim=2).abs()
torch.fft.irfft(torch.fft.rfft(x), n=6)
torch.fft.irfft2(torch.fft.rfft2(x, norm='ortho'), s=x.shape[-2:], norm='ortho')
torch.fft.irfft2(torch.fft.rfft2(x))
torch.fft.rfftn(x, dim=(1, 2)).imag
torch.fft.fftshift(torch.fft.fft2(x), dim=(2, 3)).angle()
torch.view_as_complex(torch.stack([x, x], -1)).real
torch.complex(x, x).abs()
torch.atleast_2d(x)
torch.diag_embed(x, offset=1, dim1=1, dim2=3)
torch.diagonal(x, offset=2, dim1=1, dim2=2)
torch.diagonal(x, -3, 2, 3)
torch.tensordot(x, x[0], dims=([1], [0]))
F.fractional_max_pool2d(x, (2, 3), output_ratio=(0.5, 0.7))
nn.FractionalMaxPool2d(2, output_ratio=0.6)(x)
nn.CosineSimilarity(dim=1)(x, x)
F.cosine_similarity(x, x, dim=-1)
torch.cdist(x.flatten(2), x.flatten(2)[:, :2])
x.kthvalue(1)[0]
x.kthvalue(2, dim=1, keepdim=True).values
torch.std_mean(x, dim=(2, 3), keepdim=True)[1]
nn.functional.relu(x, inplace=True)
x.relu_()
x.add_(1)
x.unsqueeze_(1)
x[0].numel() * x.mean((1, 2, 3))
""",
    (10, 16): """
F.linear(x, torch.zeros(7, 16))
F.linear(x, torch.zeros(7, 16), torch.zeros(7))
F.bilinear(x, x, torch.zeros(5, 16, 16))
F.scaled_dot_product_attention(x, x, x)
F.scaled_dot_product_attention(x, x[:, :4], x[:, :4, :3])
F.conv1d(x, torch.zeros(6, 10, 3), padding=1)
F.conv1d(x, torch.zeros(20, 1, 5), stride=2, groups=10)
F.conv_transpose1d(x, torch.zeros(10, 6, 4), stride=2)
F.avg_pool1d(x, 2)
F.max_pool1d(x, 3, stride=2, padding=1)
F.adaptive_avg_pool1d(x, 5)
F.adaptive_max_pool1d(x, 1)
F.lp_pool1d(x, 2, 4)
F.interpolate(x, scale_factor=2, mode='linear')
F.pad(x, (3, 0))
F.pad(x, (0, 0, 1, 0))
F.softmax(x @ x.transpose(-2, -1) / x.shape[-1] ** 0.5, dim=-1) @ x
x.view(x.shape[0], 10, 4, 4).transpose(1, 2)
x.reshape(x.size(0), -1, 2, 8).permute(0, 2, 1, 3)
x.transpose(1, 2).unflatten(2, (2, 5))
x.mean(dim=1)
x[:, 0]
x[:, 1:]
x[:, -1, :]
torch.cat([torch.zeros(1, 1, 16).expand(x.shape[0], -1, -1), x], dim=1)
torch.cat([torch.zeros(x.shape[0], 1, 16), x], dim=1) + torch.zeros(1, 11, 16)
torch.einsum('bnd,bmd->bnm', x, x)
torch.einsum('b n d, d e -> b n e', x, torch.zeros(16, 3))
torch.bmm(x, x.permute(0, 2, 1))
torch.matmul(x, torch.zeros(16))
torch.matmul(torch.zeros(3, 10), x)
torch.outer(x.mean((1, 2)), torch.zeros(4))
F.embedding(x.argmax(-1), torch.zeros(100, 12))
F.embedding_bag(x.argmax(-1), torch.zeros(100, 12))
F.layer_norm(x, [16])
F.rms_norm(x, (16,)) if hasattr(F, 'rms_norm') else x
F.normalize(x, p=2, dim=-1)
x.cumsum(-1)
x.softmax(dim=1)
torch.nn.functional.one_hot(x.argmax(-1), num_classes=16)
""",
    (3, 4, 8, 6): """
F.conv3d(x, torch.zeros(5, 3, 2, 3, 3))
F.conv3d(x, torch.zeros(6, 1, 1, 3, 3), groups=3, padding=(0, 1, 1))
F.conv_transpose3d(x, torch.zeros(3, 5, 2, 2, 2), stride=2)
F.avg_pool3d(x, 2)
F.max_pool3d(x, (1, 2, 2))
F.adaptive_avg_pool3d(x, 1)
F.adaptive_avg_pool3d(x, (None, 2, 3))
F.adaptive_max_pool3d(x, 2)
F.interpolate(x, scale_factor=(1, 2, 2))
F.interpolate(x, size=(2, 5, 5), mode='trilinear')
x.permute(0, 2, 1, 3, 4).flatten(1, 2)
x.mean(dim=[2, 3, 4])
x.transpose(1, 2).reshape(x.shape[0], 4, -1)
F.pad(x, (1, 1, 1, 1, 1, 1))
F.dropout3d(x)
""",
    (12,): """
F.linear(x, torch.zeros(5, 12))
x.view(-1, 3, 4)
x.view(x.size(0), 3, 2, 2)
x.unsqueeze(-1).unsqueeze(-1)
x[:, :, None, None]
x[:, None, :]
x[:, :6] * x[:, 6:]
x.unsqueeze(1) - x.unsqueeze(2)
x.unsqueeze(2) @ x.unsqueeze(1)
torch.bmm(x.unsqueeze(1), x.unsqueeze(2)).squeeze(2)
F.glu(x)
x.chunk(2, dim=-1)[1]
x.repeat(1, 3)
x.softmax(-1)
torch.cat([x, x ** 2], 1)
x.norm(dim=1, keepdim=True)
F.batch_norm(x, torch.zeros(12), torch.ones(12))
F.cosine_similarity(x, x)
F.pairwise_distance(x, x)
(x * x).sum(-1, keepdim=True)
torch.einsum('bi,bj->bij', x, x)
""",
}


def main():
    print("Input;Output;Expression")
    for sizes, expressions in EXPRESSIONS.items():
        for expression in expressions.strip().splitlines():
            try:
                given = [run(expression, (samples, *sizes)) for samples in (2, 3)]
            except Exception as error:  # This release of torch may not have it.
                print(f"{expression}: {error}", file=sys.stderr)
                continue
            if not all(shape[:1] == (samples,) for shape, samples in zip(given, (2, 3))) or given[0][1:] != given[1][1:]:
                print(f"{expression}: {given} keeps no samples apart", file=sys.stderr)
                continue
            print(f"{'x'.join(map(str, sizes))};{'x'.join(map(str, given[0][1:]))};{expression}")


def run(expression, shape):
    module = nn.Module()
    return tuple(eval(expression, globals(), {"x": torch.rand(shape), "self": module}).shape)


if __name__ == "__main__":
    main()
